import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Baseline, bundleFiles, ModelDocument } from '../../../core/scoring/bundle.ts';
import { loadBundle } from '../../../core/scoring/load-bundle.ts';
import { preorderTrees } from '../../../core/scoring/preorder-trees.ts';
import { readTrees, type TreeArrays } from '../../../core/scoring/trees-file.ts';
import { readerOf, testBundle } from '../../support/bundle.ts';
import { treeArrays } from '../../support/trees.ts';
import { withCode } from '../../support/with-code.ts';

const bytes = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

async function expectRefused(files: ReadonlyMap<string, Uint8Array>, saying: string): Promise<void> {
  const loading = loadBundle(readerOf(files));
  await expect(loading).rejects.toEqual(withCode('invalid-bundle'));
  await expect(loading).rejects.toThrow(saying);
}

describe('loadBundle', () => {
  it.each(['linear', 'sum', 'mean'] as const)('reads a whole bundle (%s)', async (ensemble) => {
    const { read, model } = testBundle({ ensemble });
    const bundle = await loadBundle(read);
    expect(bundle.model).toEqual(model);
    expect(bundle.ensemble.columnCount).toBe(9);
  });

  it.each([bundleFiles.model, bundleFiles.trees, bundleFiles.golden, bundleFiles.baseline])(
    'says that %s is missing',
    async (name) => {
      const { files } = testBundle();
      files.delete(name);
      await expectRefused(files, `${name} is missing.`);
    },
  );

  it.each([bundleFiles.model, bundleFiles.golden, bundleFiles.baseline])('refuses half of %s', async (name) => {
    const { files } = testBundle();
    const whole = files.get(name)!;
    files.set(name, whole.subarray(0, whole.length >> 1));
    await expectRefused(files, `${name} is not JSON.`);
  });

  it('names the place that breaks the schema', async () => {
    const { files, model } = testBundle();
    files.set(bundleFiles.model, bytes({ ...model, tiers: { medium: 0.2, high: 1.5 } }));
    await expectRefused(files, 'model.json breaks its schema at tiers.high');
  });

  it('refuses trees.bin cut at any length or with any bit flipped', async () => {
    const { files } = testBundle();
    const whole = files.get(bundleFiles.trees)!;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Uint8Array.from(whole);
        flipped[at]! ^= 1 << bit;
        for (const damaged of [flipped, whole.subarray(0, at)]) {
          const loading = loadBundle(readerOf(new Map([...files, [bundleFiles.trees, damaged]])));
          await expect(loading).rejects.toEqual(withCode('invalid-bundle'));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says which hash it found where the trees are well formed but others', async () => {
    const { files } = testBundle();
    const other = Uint8Array.from(files.get(bundleFiles.trees)!);
    other[other.length - 4]! ^= 1; // the cover of the last node, by the least
    files.set(bundleFiles.trees, other);
    await expectRefused(files, 'trees.bin has SHA-256');
  });

  it.each<[string, (model: ModelDocument) => unknown]>([
    ['column 2 is filled by fee and plan', ({ encoder }) => (encoder.features[2]!.missingColumn = 2)],
    ['1 of 9 columns are never filled', ({ encoder }) => (encoder.features[2]!.missingColumn = null)],
    ['joined fills column 12', ({ encoder }) => Object.assign(encoder.features[3]!, { column: 12 })],
    ['the encoder lists fee twice', ({ encoder }) => (encoder.features[3]!.feature = 'fee')],
    ['medium tier begins above', (model) => (model.tiers = { medium: 0.5, high: 0.4 })],
    ['has no number feature else', ({ encoder }) => (encoder.features[3]!.feature = 'else')],
    ['calibration is not ascending', (m) => (m.calibration = { kind: 'isotonic', x: [1, 0], y: [0, 1] })],
    ['unequal numbers of x and y', (m) => (m.calibration = { kind: 'isotonic', x: [0, 1], y: [0, 0.5, 1] })],
    ['the deepest leaf lies at', ({ ensemble }) => Object.assign(ensemble, { maxDepth: 9 })],
    ['but model.json says 5 of', ({ ensemble }) => Object.assign(ensemble, { treeCount: 5 })],
    ['averaged trees have no base', ({ ensemble }) => Object.assign(ensemble, { aggregation: 'mean' })],
  ])('says that "%s"', async (saying, spoil) => {
    const { files, model } = testBundle();
    const spoilt = structuredClone(model);
    spoil(spoilt);
    files.set(bundleFiles.model, bytes(spoilt));
    await expectRefused(files, saying);
  });

  it.each<[string, (model: ModelDocument) => unknown]>([
    ['8 coefficients for 9 columns', ({ ensemble }) => ensemble.kind === 'linear' && ensemble.coefficients.pop()],
    ['cannot leave tickets missing', ({ encoder }) => Object.assign(encoder.features[0]!, { impute: null })],
  ])('says of a linear model that "%s"', async (saying, spoil) => {
    const { files, model } = testBundle({ ensemble: 'linear' });
    const spoilt = structuredClone(model);
    spoil(spoilt);
    files.set(bundleFiles.model, bytes(spoilt));
    await expectRefused(files, saying);
  });

  it('refuses a baseline whose quantiles fall', async () => {
    const { files } = testBundle();
    const baseline = Baseline.parse(JSON.parse(new TextDecoder().decode(files.get(bundleFiles.baseline))));
    baseline.score.quantiles[500] = 0.1;
    files.set(bundleFiles.baseline, bytes(baseline));
    await expectRefused(files, 'baseline.json: the score quantiles are not ascending');
  });
});

describe('readTrees', () => {
  it('reads a file that begins at an odd place in its buffer', () => {
    const { files, model } = testBundle();
    const file = files.get(bundleFiles.trees)!;
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    if (model.ensemble.kind !== 'trees') throw new Error('the test bundle has trees');
    expect(readTrees(shifted.subarray(3), model.ensemble)).toEqual(readTrees(file, model.ensemble));
  });
});

const leaf = (value: number) => ({ value, cover: 5 });

/** Nodes: 0 left leaf, 1 right leaf, 2 root. */
const stump = () => treeArrays([{ column: 0, below: 1, missing: 'left', left: leaf(1), right: leaf(2) }]);

describe('preorderTrees', () => {
  it.each<[string, (trees: TreeArrays) => unknown]>([
    ['node 2 asks for column 3, and there are 3', (trees) => (trees.feature[2] = 3)],
    ['node 2 asks for column -2', (trees) => (trees.feature[2] = -2)],
    ['node 2 has no threshold', (trees) => (trees.threshold[2] = Number.NaN)],
    ['tree 0 refers to node 7, and there are 3', (trees) => (trees.left[2] = 7)],
    ['node 2 is reached twice', (trees) => (trees.left[2] = 2)],
    ['node 1 is reached twice', (trees) => (trees.left[2] = 1)],
    ['leaf 0 has the value NaN', (trees) => (trees.value[0] = Number.NaN)],
    ['leaf 1 has the cover -1', (trees) => (trees.cover[1] = -1)],
    ['node 2 has the cover 0', (trees) => (trees.cover[2] = 0)],
    ['default direction 2', (trees) => (trees.defaultLeft[2] = 2)],
    ['2 of 3 nodes belong to no tree', (trees) => (trees.feature[2] = -1)],
  ])('says that %s', (saying, spoil) => {
    const trees = stump();
    spoil(trees);
    expect(() => preorderTrees(trees, 3)).toThrow(withCode('invalid-bundle'));
    expect(() => preorderTrees(trees, 3)).toThrow(saying);
  });
});
