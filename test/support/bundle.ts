import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { Baseline, bundleFiles, type Calibration, ModelDocument } from '../../core/scoring/bundle.ts';
import { createEngine, type Engine } from '../../core/scoring/engine.ts';
import { type BundleReader, loadBundle } from '../../core/scoring/load-bundle.ts';
import { encodeByHand, randomValues, seeded, testEncoder, testProfile } from './profile.ts';
import { expectation, leafValue, shapleyValues, type TestTree, treeArrays, treesFile } from './trees.ts';

/** A tree over the columns of {@link testEncoder}. */
export function randomTree(random: () => number, depth: number, columns = 9): TestTree {
  if (depth === 0 || random() < 0.15) return { value: random() - 0.5, cover: 1 + Math.floor(random() * 200) };
  const column = Math.floor(random() * columns);
  const below = column === 0 ? random() * 10 : column === 2 ? random() * 30 : column === 8 ? random() * 600 : 0.5;
  const missing = random() < 0.5 ? 'left' : 'right';
  return {
    column,
    below,
    missing,
    left: randomTree(random, depth - 1, columns),
    right: randomTree(random, depth - 1, columns),
  };
}

const featureOfColumn = ['tickets', 'tickets', 'fee', 'plan', 'plan', 'plan', 'plan', 'plan', 'joined'];
const sigmoid = (u: number): number => 1 / (1 + Math.exp(-u));

const numberBaseline = (edges: number[], median: number, missingShare: number) => ({
  kind: 'number',
  edges,
  shares: Array.from({ length: edges.length + 1 }, () => 1 / (edges.length + 1)),
  missingShare,
  mean: median,
  median,
});

export interface TestBundleOptions {
  readonly ensemble?: 'linear' | 'sum' | 'mean';
  readonly trees?: readonly TestTree[];
  readonly seed?: number;
  readonly calibration?: z.infer<typeof Calibration>;
  readonly tiers?: { medium: number; high: number };
}

export interface TestBundle {
  readonly files: Map<string, Uint8Array>;
  readonly read: BundleReader;
  readonly model: ModelDocument;
}

const bytesOf = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const maxDepthOf = (tree: TestTree): number =>
  'value' in tree ? 0 : 1 + Math.max(maxDepthOf(tree.left), maxDepthOf(tree.right));

/** A reader over files in memory. */
export const readerOf =
  (files: ReadonlyMap<string, Uint8Array>): BundleReader =>
  async (name) =>
    files.get(name);

const made = new Map<string, TestBundle>();

/** A bundle for {@link testProfile}; equal options share the work but not the map of files. */
export function testBundle(options: TestBundleOptions = {}): TestBundle {
  const key = JSON.stringify(options);
  const bundle = made.get(key) ?? makeBundle(options);
  made.set(key, bundle);
  const files = new Map(bundle.files);
  return { files, read: readerOf(files), model: bundle.model };
}

/** A seeded bundle for {@link testProfile} whose golden rows come from slow code written apart from the engine. */
function makeBundle({
  ensemble: kind = 'sum',
  seed = 7,
  calibration = { kind: 'sigmoid', slope: 1.5, intercept: -0.2 },
  tiers = { medium: 0.4, high: 0.6 },
  ...options
}: TestBundleOptions): TestBundle {
  const random = seeded(seed);
  const linear = kind === 'linear';
  const trees = options.trees ?? Array.from({ length: 6 }, () => randomTree(random, 4));
  const base = kind === 'sum' ? 0.25 : 0;
  const arrays = treeArrays(trees);
  const file = treesFile(arrays);
  const coefficients = Array.from({ length: 9 }, () => (random() - 0.5) / 10);
  const means = [4, 0.1, 12, 0.3, 0.3, 0.2, 0.1, 0.1, 300];
  const model = ModelDocument.parse({
    format: 'mainstay-model/1',
    profile: { name: 'test', version: 3, sha256: '0'.repeat(64) },
    family: linear ? 'logistic-regression' : kind === 'sum' ? 'xgboost' : 'random-forest',
    encoder: testEncoder(linear),
    ensemble: linear
      ? { kind: 'linear', intercept: -0.7, coefficients, means }
      : {
          kind: 'trees',
          aggregation: kind,
          base,
          treeCount: trees.length,
          nodeCount: arrays.feature.length,
          maxDepth: Math.max(...trees.map(maxDepthOf)),
          sha256: hashOf(file),
        },
    calibration,
    tiers,
    droppedFeatures: [{ feature: 'unused', reason: 'constant' }],
    trainingData: { sha256: '1'.repeat(64), customers: 1000, leavers: 300 },
    settings: {},
    seed,
    libraries: {},
  });
  const scale = kind === 'mean' ? 1 / trees.length : 1;
  const games = (row: readonly number[]) => (known: number) =>
    scale * trees.reduce((sum, tree) => sum + expectation(tree, row, known), 0);
  const golden = Array.from({ length: 200 }, () => {
    const features = randomValues(random);
    const row = encodeByHand(features, linear);
    const byColumn = linear
      ? row.map((x, i) => coefficients[i]! * (x - means[i]!))
      : shapleyValues(games(row), row.length);
    const bias = linear ? coefficients.reduce((sum, c, i) => sum + c * means[i]!, -0.7) : base + games(row)(0);
    const raw = linear
      ? row.reduce((sum, x, i) => sum + x * coefficients[i]!, -0.7)
      : base + scale * trees.reduce((sum, tree) => sum + leafValue(tree, row), 0);
    const contributions: Record<string, number> = { tickets: 0, fee: 0, plan: 0, joined: 0 };
    for (const [i, part] of byColumn.entries()) contributions[featureOfColumn[i]!]! += part;
    const p = Math.min(1 - 1e-6, Math.max(1e-6, raw));
    const u = kind === 'mean' ? Math.log(p / (1 - p)) : raw;
    const probability = calibration.kind === 'sigmoid' ? sigmoid(calibration.slope * u + calibration.intercept) : 0.5;
    return { features, raw, probability, bias, contributions };
  });
  const baseline = Baseline.parse({
    format: 'mainstay-baseline/1',
    customers: 1000,
    features: {
      tickets: numberBaseline([1, 2, 3, 4, 5, 6, 8], 4, 0.1),
      fee: numberBaseline([5, 8, 10, 15, 20], 10, 0),
      plan: { kind: 'category', shares: { basic: 0.4, standard: 0.3, premium: 0.2 }, missingShare: 0.1 },
      joined: numberBaseline([100, 200, 300, 400], 300, 0),
    },
    score: {
      quantiles: Array.from({ length: 1001 }, (_, i) => i / 1000),
      histogram: Array.from({ length: 20 }, () => 0.05),
    },
  });
  const files = new Map([
    [bundleFiles.model, bytesOf(model)],
    [bundleFiles.baseline, bytesOf(baseline)],
    [bundleFiles.golden, bytesOf({ format: 'mainstay-golden/1', rows: golden })],
    ...(linear ? [] : ([[bundleFiles.trees, file]] as const)),
  ]);
  return { files, read: readerOf(files), model };
}

/** The engine of a {@link testBundle}. */
export async function testEngine(options: TestBundleOptions = {}): Promise<Engine> {
  return createEngine({ profile: testProfile, bundle: await loadBundle(testBundle(options).read) });
}
