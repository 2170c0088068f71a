import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { buildImage } from '../../core/scoring/kernel/score/build-image.ts';
import { sealImage } from '../../core/scoring/kernel/score/image-digest.ts';
import { createTreeScorer, type TreeScorer } from '../../core/scoring/kernel/score/tree-scorer.ts';
import { type PreorderTrees, preorderTrees } from '../../core/scoring/preorder-trees.ts';
import { createTreeEnsemble } from '../../core/scoring/tree-ensemble.ts';
import { readTrees } from '../../core/scoring/trees-file.ts';
import { type Contender, type Pace, timeInRounds } from '../reasons/rounds.ts';
import { Peer, type PeerKind, peerKinds } from './peer.ts';

/** Models that `make_models.py` writes. */
export const models = ['100-depth-3', '300-depth-4', '300-depth-6', '1000-depth-8', '300-lossguide-64'] as const;

const columnCount = 40;
const source = '00'.repeat(32);

const ModelFile = z.object({ treeCount: z.int(), nodeCount: z.int(), maxDepth: z.int(), base: z.number() });

/** A contender's pace. */
export interface Contestant extends Pace {
  readonly name: string;
}

/** What was found with one model. Own first by rows, then by columns, then the plain engine. */
export interface Result {
  readonly model: (typeof models)[number];
  readonly own: readonly Contestant[];
  readonly peers: readonly (Contestant & { readonly kind: PeerKind })[];
  readonly absent: readonly string[];
  /** Rows whose margin differs from the pinned XGBoost's in any bit, of all; NaN where it is missing. */
  readonly differentRows: number;
  readonly rows: number;
  readonly oneRowUs: number;
  readonly buildMs: number;
  /** From a kept image to the first row's score in a process where nothing is warm; see first-answer.ts. */
  readonly imageToAnswerMs: number;
  readonly imageBytes: number;
}

const nameOf = (kind: PeerKind, version: string): string =>
  `${kind.library} ${version}, ${kind.threads} thread${kind.threads === 1 ? '' : 's'}`;

async function loadTrees(folder: string, model: string) {
  const document = ModelFile.parse(JSON.parse(await readFile(join(folder, `${model}.json`), 'utf8')));
  const bytes = await readFile(join(folder, `${model}.trees.bin`));
  const file = readTrees(bytes, { ...document, kind: 'trees', aggregation: 'sum', sha256: source });
  return { trees: preorderTrees(file, columnCount), base: document.base, treeCount: document.treeCount };
}

const seconds = (work: () => void): number => {
  const startedMs = performance.now();
  work();
  return (performance.now() - startedMs) / 1000;
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** Median microseconds of one row alone, warm, over blocks of 200 rows. */
function oneRowUs(scorer: TreeScorer, rows: Float32Array): number {
  const out = new Float64Array(1);
  const blocks = Array.from({ length: 101 }, () =>
    seconds(() => {
      for (let row = 0; row < 200; row++) {
        scorer.rawScores(rows.subarray(row * columnCount, (row + 1) * columnCount), out);
      }
    }),
  );
  return (median(blocks) / 200) * 1e6;
}

function built(trees: PreorderTrees): Uint8Array {
  const image = buildImage(trees, columnCount, source);
  if (image === undefined) throw new Error('the model is beyond what the kernel can take');
  return image;
}

/** Median over processes of their own. */
async function imageToAnswerMs(file: string, treeCount: number): Promise<number> {
  const script = fileURLToPath(new URL('first-answer.ts', import.meta.url));
  const found: number[] = [];
  for (let start = 0; start < 7; start++) {
    const told = await promisify(execFile)(process.execPath, [script, file, source, `${columnCount}`, `${treeCount}`]);
    found.push(Number(told.stdout));
  }
  return median(found);
}

/** Has every side score the same rows. @param folder - where the models are */
export async function measure(
  folder: string,
  model: Result['model'],
  rows: Float32Array,
  effort: { rounds: number; seconds: number },
): Promise<Result> {
  const { trees, base, treeCount } = await loadTrees(folder, model);
  const startedMs = performance.now();
  const image = built(trees);
  const buildMs = performance.now() - startedMs;
  const sealed = sealImage(image);
  const imageFile = join(folder, `${model}.kernel.bin`);
  await writeFile(imageFile, sealed);
  const firstMs = await imageToAnswerMs(imageFile, treeCount);
  const scorer = createTreeScorer(image, { base, aggregation: 'sum' });
  if (scorer === undefined) throw new Error('WebAssembly lacks relaxed SIMD here');
  const featureOfColumn = Uint32Array.from({ length: columnCount }, (_, column) => column);
  const columns = { columnCount, featureCount: columnCount, featureOfColumn };
  const plain = createTreeEnsemble({ aggregation: 'sum', base }, trees, columns);
  const rowCount = rows.length / columnCount;
  const own = new Float64Array(rowCount);
  scorer.rawScores(rows, own);

  const timed = (name: string, score: (part: Float32Array, out: Float64Array) => void): Contender => ({
    name,
    time: async (count) => {
      const part = rows.subarray(0, count * columnCount);
      const out = new Float64Array(count);
      return seconds(() => score(part, out));
    },
  });
  const ownContenders = [
    timed('Mainstay kernel, rows', (part, out) => scorer.rawScores(part, out)),
    // Any 40 values a row serve for timing: these are read as if they stood column by column.
    timed('Mainstay kernel, columns', (part, out) => scorer.rawScoresOfColumns(part, out)),
    timed('Mainstay plain engine', (part, out) => plain.rawScores(part, out)),
  ];
  const contenders = [...ownContenders];
  const kinds: PeerKind[] = [];
  const absent: string[] = [];
  const running: Peer[] = [];
  let differentRows = Number.NaN;
  try {
    for (const kind of peerKinds) {
      const started = await Peer.start(kind, folder, model);
      if (typeof started === 'string') {
        absent.push(`${kind.library} (${kind.environment}): ${started}`);
        continue;
      }
      const { peer, version } = started;
      running.push(peer);
      if (kind === peerKinds[0]) {
        const told = await peer.margins(rowCount, join(folder, 'told.f32'));
        differentRows = told.reduce((count, margin, row) => count + (Object.is(own[row], margin) ? 0 : 1), 0);
      }
      kinds.push(kind);
      contenders.push({ name: nameOf(kind, version), time: (count) => peer.time(count) });
    }
    const paces = await timeInRounds(contenders, { ...effort, mostRows: rowCount });
    const named = paces.map((pace, i) => ({ ...pace, name: contenders[i]!.name }));
    return {
      model,
      own: named.slice(0, ownContenders.length),
      peers: named.slice(ownContenders.length).map((pace, i) => ({ ...pace, kind: kinds[i]! })),
      absent,
      differentRows,
      rows: rowCount,
      oneRowUs: oneRowUs(scorer, rows),
      buildMs,
      imageToAnswerMs: firstMs,
      imageBytes: image.length,
    };
  } finally {
    for (const peer of running) peer.stop();
  }
}
