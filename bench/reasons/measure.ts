import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Ensemble } from '../../core/scoring/ensemble.ts';
import { ReasonsImage } from '../../core/scoring/kernel/reasons/kept-image.ts';
import { preorderTrees } from '../../core/scoring/preorder-trees.ts';
import { createTreeEnsemble } from '../../core/scoring/tree-ensemble.ts';
import { readTrees } from '../../core/scoring/trees-file.ts';
import { Peer, type PeerKind, peerKinds } from './peer.ts';
import { type Contender, type Pace, timeInRounds } from './rounds.ts';

/** Models that `make_models.py` writes. */
export const models = ['300-depth-4', '300-depth-6', '1000-depth-8'] as const;

const columnCount = 40;
const comparedRows = 64;
/** In the place of the SHA-256 of a `trees.bin`. */
const source = '0'.repeat(64);

const ModelFile = z.object({ treeCount: z.int(), nodeCount: z.int(), base: z.number() });

/** A peer's pace and agreement. */
export interface PeerResult extends Pace {
  readonly name: string;
  /** Largest difference of a contribution from the engine's. */
  readonly value: number;
}

/** What was found with one model. */
export interface Result {
  readonly model: (typeof models)[number];
  readonly own: Pace;
  readonly oneRowMs: number;
  readonly preparedMs: number;
  /** From a kept image to the first row's contributions in a process where nothing is warm; see first-answer.ts. */
  readonly imageToAnswerMs: number;
  readonly imageBytes: number;
  /** Largest |bias + Σ contributions − margin of pinned XGBoost|. */
  readonly sum: number;
  readonly peers: readonly PeerResult[];
  readonly absent: readonly string[];
}

const nameOf = (kind: PeerKind, version: string): string =>
  `${kind.library} ${version}, ${kind.threads} thread${kind.threads === 1 ? '' : 's'}`;

async function loadEnsemble(folder: string, model: string, image: ReasonsImage): Promise<Ensemble> {
  const document = ModelFile.parse(JSON.parse(await readFile(join(folder, `${model}.json`), 'utf8')));
  const file = readTrees(await readFile(join(folder, `${model}.trees.bin`)), {
    ...document,
    kind: 'trees',
    aggregation: 'sum',
    maxDepth: 0, // neither is looked at here
    sha256: '',
  });
  const featureOfColumn = Uint32Array.from({ length: columnCount }, (_, column) => column);
  const columns = { columnCount, featureCount: columnCount, featureOfColumn };
  return createTreeEnsemble(
    { aggregation: 'sum', base: document.base },
    preorderTrees(file, columnCount),
    columns,
    image,
  );
}

function timeEnsemble(ensemble: Ensemble, rows: Float32Array): number {
  const out = new Float64Array(rows.length);
  const startedMs = performance.now();
  ensemble.contributions(rows, out);
  return (performance.now() - startedMs) / 1000;
}

/** Median milliseconds over processes of their own. */
async function imageToAnswerMs(file: string): Promise<number> {
  const script = fileURLToPath(new URL('first-answer.ts', import.meta.url));
  const found: number[] = [];
  for (let start = 0; start < 7; start++) {
    const told = await promisify(execFile)(process.execPath, [script, file, source, `${columnCount}`]);
    found.push(Number(told.stdout));
  }
  return found.toSorted((a, b) => a - b)[3]!;
}

/** Median milliseconds of one row alone, warm. */
function oneRowMs(ensemble: Ensemble, rows: Float32Array): number {
  const times = Array.from({ length: 501 }, (_, i) => {
    const start = (i % 100) * columnCount;
    return 1000 * timeEnsemble(ensemble, rows.subarray(start, start + columnCount));
  });
  return times.toSorted((a, b) => a - b)[250]!;
}

const farthest = (found: Float64Array, expected: Float64Array): number =>
  found.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]!)), 0);

/** Has every side explain the same rows. @param folder - where the models are */
export async function measure(
  folder: string,
  model: Result['model'],
  rows: Float32Array,
  effort: { rounds: number; seconds: number },
): Promise<Result> {
  const image = new ReasonsImage(source, undefined);
  const ensemble = await loadEnsemble(folder, model, image);
  const own = new Float64Array(comparedRows * columnCount);
  const compared = rows.subarray(0, own.length);
  const preparedMs = 1000 * timeEnsemble(ensemble, compared.subarray(0, columnCount));
  ensemble.contributions(compared, own);
  const sealed = image.giveBuilt();
  if (sealed === undefined) throw new Error(`${model} has an image that is not kept`);
  const imageFile = join(folder, `${model}.reasons.bin`);
  await writeFile(imageFile, sealed);
  const firstMs = await imageToAnswerMs(imageFile);
  const contenders: Contender[] = [
    { name: 'Mainstay', time: async (count) => timeEnsemble(ensemble, rows.subarray(0, count * columnCount)) },
  ];
  const values: number[] = [];
  const absent: string[] = [];
  const running: Peer[] = [];
  let sum = Number.NaN;
  try {
    for (const kind of peerKinds) {
      const started = await Peer.start(kind, folder, model);
      if (started === undefined) {
        absent.push(`${kind.library} (${kind.environment})`);
        continue;
      }
      const { peer, version } = started;
      running.push(peer);
      const told = await peer.contributions(comparedRows, join(folder, 'told.f64'));
      values.push(farthest(own, told.contributions));
      if (kind === peerKinds[0] && told.margins !== undefined) {
        const sums = told.margins.map((margin, row) => {
          const parts = own.subarray(row * columnCount, (row + 1) * columnCount);
          return Math.abs(parts.reduce((total, part) => total + part, ensemble.bias) - margin);
        });
        sum = Math.max(...sums);
      }
      contenders.push({ name: nameOf(kind, version), time: (count) => peer.time(count) });
    }
    const mostRows = rows.length / columnCount;
    const [ownPace, ...paces] = await timeInRounds(contenders, { ...effort, mostRows });
    const peers = paces.map((pace, i) => ({ ...pace, name: contenders[i + 1]!.name, value: values[i]! }));
    const figures = {
      oneRowMs: oneRowMs(ensemble, rows),
      preparedMs,
      imageToAnswerMs: firstMs,
      imageBytes: sealed.length,
    };
    return { model, own: ownPace!, ...figures, sum, peers, absent };
  } finally {
    await Promise.all(running.map((peer) => peer.stop()));
  }
}
