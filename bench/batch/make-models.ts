import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython, trainingPackageFolder } from '../../local/training/find-python.ts';
import { makeHome } from '../http/make-home.ts';
import { readLabelled, readProfile, step, writeRows } from '../workbench.ts';
import { peerPython } from './sides.ts';

/** The product's own first settings, and two of a stated size. */
export const models = ['default', '300-depth-4', '300-depth-6'] as const;
export type Model = (typeof models)[number];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);

/**
 * Trains the models where the folder lacks them: `NAME/bundle` for Mainstay, `NAME/pipeline.joblib` of the same trees for the
 * peers. Homes with the bundle as champion are made anew each time, in `NAME/home`.
 */
export async function makeModels(folder: string, wanted: readonly Model[]): Promise<void> {
  const profile = await readProfile('streaming');
  const kept = join(folder, 'models');
  if (!existsSync(kept)) {
    const part = join(folder, 'models.part');
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    const [input, prepared] = [join(part, 'input'), join(part, 'prepared')];
    await writeRows(input, await readLabelled('streaming-train-25000.csv.gz', profile), profile);
    await step('prepare', ['--input', input, '--output', prepared, '--test-share', '0.2', '--seed', '7']);
    await run(findPython(), [here('make_models.py'), prepared, part], {
      env: { ...process.env, PYTHONPATH: trainingPackageFolder },
    });
    for (const model of models) {
      const [candidates, bundle] = [join(part, model), join(part, model, 'bundle')];
      await step('evaluate', ['--input', prepared, '--candidates', candidates, '--output', bundle]);
      await run(peerPython, [here('../peers/make_pipeline.py'), bundle, candidates]);
    }
    await rename(part, kept);
  }
  for (const model of wanted) {
    const home = join(kept, model, 'home');
    await rm(home, { recursive: true, force: true });
    await makeHome(home, join(kept, model, 'bundle'), profile);
  }
}
