import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Model } from './make-models.ts';
import { sharesOfProfiles, type ThreadShares } from './profile.ts';
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
  /** Where the time of Mainstay's sides goes, in their order; empty where nobody looked. */
  readonly profiles: readonly (readonly ThreadShares[])[];
}

/** Has every side score the same file, after an untimed one of `few` customers, one after another on one core, round after round. */
export async function measureModel(
  model: Model,
  places: { readonly modelFolder: string; readonly file: string; readonly few: string; readonly work: string },
  { rows, rounds, looksInside }: { readonly rows: number; readonly rounds: number; readonly looksInside: boolean },
): Promise<ModelResult> {
  const { modelFolder, file, few, work } = places;
  const plans = [...ownSides, ...peerSides].map((side, at) => ({
    side,
    took: [] as Took[],
    out: join(work, `${at}.csv`),
  }));
  const run = async ({ side, out }: { side: Side; out: string }, customers: string): Promise<Took> => {
    await rm(out, { force: true }); // taking the disk's room from a large file that is replaced takes tens of milliseconds
    const command = side.command(modelFolder, customers, out);
    const { seconds, cpuSeconds, peakMb } = await runMeasured(command, {
      cores: side.cores ?? '0',
      work,
      env: oneThread,
    });
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
  const profiles: ThreadShares[][] = [];
  for (const [at, { side, out }] of plans.slice(0, looksInside ? ownSides.length : 0).entries()) {
    if (side.cores !== undefined) continue; // what they share is beside the point
    const profileFolder = join(work, `profile-${model}-${at}`);
    const [node, ...words] = side.command(modelFolder, file, out);
    const command = [node!, '--cpu-prof', '--cpu-prof-dir', profileFolder, ...words];
    await runMeasured(command, { cores: '0', work, env: oneThread });
    profiles.push(await sharesOfProfiles(profileFolder));
  }
  return { model, rows, own: results.slice(0, ownSides.length), peers: results.slice(ownSides.length), profiles };
}
