import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Model } from './make-models.ts';
import { runMeasured, type Took } from './run.ts';
import { oneThread, ownSides, peerPython, peerSides, type Side } from './sides.ts';

const compare = fileURLToPath(new URL('compare.py', import.meta.url));

/** What was found of one side. */
export interface SideResult {
  readonly side: Side;
  readonly rounds: readonly Took[];
  /** Largest difference to Mainstay's probability, of all rows; null for Mainstay itself. */
  readonly difference: number | null;
}

/** What was found with one model: Mainstay's sides, then the peers. */
export interface ModelResult {
  readonly model: Model;
  readonly rows: number;
  readonly own: readonly SideResult[];
  readonly peers: readonly SideResult[];
}

/** Has every side score the same file, after an untimed one of `few` customers, one after another on one core, round after round. */
export async function measureModel(
  model: Model,
  places: { readonly modelFolder: string; readonly file: string; readonly few: string; readonly work: string },
  { rows, rounds }: { readonly rows: number; readonly rounds: number },
): Promise<ModelResult> {
  const { modelFolder, file, few, work } = places;
  const plans = [...ownSides, ...peerSides].map((side, at) => ({
    side,
    took: [] as Took[],
    out: join(work, `${at}.csv`),
  }));
  const run = async ({ side, out }: { side: Side; out: string }, customers: string): Promise<Took> => {
    const command = side.command(modelFolder, customers, out);
    const { seconds, cpuSeconds, peakMb } = await runMeasured(command, { cores: '0', work, env: oneThread });
    return { seconds, cpuSeconds, peakMb };
  };
  for (const plan of plans) await run(plan, few);
  for (let round = 0; round < rounds; round++) {
    for (const plan of plans) {
      const took = await run(plan, file);
      plan.took.push(took);
      process.stderr.write(`${model}, ${plan.side.name}: ${took.seconds.toFixed(2)} s, ${took.peakMb.toFixed(0)} MB\n`);
    }
  }
  const [first, ...others] = plans.map(({ out }) => out);
  const { stdout } = await promisify(execFile)(peerPython, [compare, modelFolder, first!, ...others]);
  const differences = z.array(z.number()).parse(JSON.parse(stdout));
  const results = plans.map(({ side, took }, at) => ({ side, rounds: took, difference: differences[at - 1] ?? null }));
  return { model, rows, own: results.slice(0, ownSides.length), peers: results.slice(ownSides.length) };
}
