import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFile } from '../core/intake/check-file.ts';
import { checkedHeader, checkedLine } from '../core/intake/checked-file.ts';
import type { CheckedRow } from '../core/intake/checked-row.ts';
import { bundleProfileFile, loadVerifiedEngine } from '../core/lifecycle/stored-model.ts';
import { parseProfile } from '../core/profile/parse-profile.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { Family } from '../core/scoring/bundle.ts';
import type { Engine } from '../core/scoring/engine.ts';
import { systemCode } from '../core/system-code.ts';
import { openFile } from '../local/drops/open-source.ts';
import type { Progress } from '../local/training/progress.ts';
import { runStep, type StepDone, type StepName } from '../local/training/run-step.ts';

/*
 * The training workflow's own steps, put together for measuring: folders stay, and any family can be made the model.
 */

const checkout = fileURLToPath(new URL('..', import.meta.url));

/** Folder with the real data sets; see its README. `MAINSTAY_DATA` overrides. */
export const dataFolder = process.env['MAINSTAY_DATA'] ?? join(checkout, '..', 'shared', 'data');

export async function readProfile(name: string): Promise<Profile> {
  return parseProfile(JSON.parse(await readFile(join(checkout, 'data', 'profiles', `${name}.json`), 'utf8')));
}

/** All rows of a labelled file that pass the check; fails where one does not, since figures would then be of fewer. */
export async function readLabelled(file: string, profile: Profile): Promise<CheckedRow[]> {
  const { bytes } = await openFile(join(dataFolder, file));
  const aside: number[] = [];
  const checked = await checkFile(bytes, {
    profile,
    purpose: 'training',
    onQuarantine: ({ line }) => void aside.push(line),
  });
  const rows: CheckedRow[] = [];
  for await (const batch of checked.rows) rows.push(...batch);
  if (aside.length > 0) throw new Error(`${file}: rows set aside, first in line ${aside[0]}`);
  return rows;
}

/** Writes rows as the folder that training reads. */
export async function writeRows(folder: string, rows: readonly CheckedRow[], profile: Profile): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'profile.json'), JSON.stringify(profile));
  await writeFile(join(folder, 'checked.csv'), checkedHeader(profile));
  for (let at = 0; at < rows.length; at += 5_000) {
    const lines = rows.slice(at, at + 5_000).map((row) => checkedLine(row, profile));
    await appendFile(join(folder, 'checked.csv'), lines.join(''));
  }
}

type OnProgress = (progress: Progress) => void;

/** One step of the training package. */
export async function step(
  name: StepName,
  stepArguments: readonly string[],
  onProgress: OnProgress = () => undefined,
): Promise<StepDone> {
  return runStep(name, stepArguments, { signal: new AbortController().signal, onProgress });
}

/** The verified engine of a bundle folder. */
export async function engineOf(folder: string, profile: Profile): Promise<Engine> {
  return await loadVerifiedEngine(async (file) =>
    file === bundleProfileFile ? Buffer.from(JSON.stringify(profile)) : await readIfThere(join(folder, file)),
  );
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Sets test rows of `folder/input` aside, the step's own share where none is given: `prepared/` beside it. */
export async function prepare(
  folder: string,
  { seed, testShare }: { seed: number; testShare?: number },
  onProgress?: OnProgress,
): Promise<StepDone> {
  const share = testShare === undefined ? [] : ['--test-share', `${testShare}`];
  const settings = [...share, '--seed', `${seed}`];
  const places = ['--input', join(folder, 'input'), '--output', join(folder, 'prepared')];
  return step('prepare', [...places, ...settings], onProgress);
}

/** Fits a family on `folder/prepared`: `candidates/<family>` beside it. */
export async function train(
  folder: string,
  family: Family,
  { seed, budgetSeconds }: { seed: number; budgetSeconds: number },
  onProgress?: OnProgress,
): Promise<StepDone> {
  const candidates = join(folder, 'candidates');
  await mkdir(candidates, { recursive: true });
  const settings = ['--family', family, '--budget', `${budgetSeconds}`, '--seed', `${seed}`];
  const places = ['--input', join(folder, 'prepared'), '--output', join(candidates, family)];
  return step('train', [...places, ...settings], onProgress);
}

/** Fits families on the rows in `folder/input`. */
export async function fit(
  folder: string,
  families: readonly Family[],
  settings: { budgetSeconds: number; seed: number; testShare: number },
): Promise<void> {
  await prepare(folder, settings);
  for (const family of families) await train(folder, family, settings);
}

/** Makes the bundle of the candidates in `folder`; the workflow's own choice if no family is named. */
export async function evaluate(folder: string, family?: Family): Promise<string> {
  const { bundle } = await evaluation(folder, family);
  return bundle;
}

/** The same, with what the step said. */
export async function evaluation(
  folder: string,
  family?: Family,
  onProgress?: OnProgress,
): Promise<{ bundle: string; done: StepDone }> {
  const bundle = join(folder, `bundle-${family ?? 'chosen'}`);
  const choice = family === undefined ? [] : ['--choose', family];
  const inputs = ['--input', join(folder, 'prepared'), '--candidates', join(folder, 'candidates')];
  const done = await step('evaluate', [...inputs, '--output', bundle, ...choice], onProgress);
  return { bundle, done };
}

/** Trains one family on the real streaming customers. @returns the bundle's folder, inside `work` */
export async function trainStreaming(work: string, family: Family, budgetSeconds: number): Promise<string> {
  const profile = await readProfile('streaming');
  const file = 'streaming-train-25000.csv.gz';
  if (!existsSync(join(dataFolder, file))) {
    throw new Error(`${file} is not in ${dataFolder}: name a trained bundle with --bundle`);
  }
  await writeRows(join(work, 'input'), await readLabelled(file, profile), profile);
  await fit(work, [family], { budgetSeconds, seed: 7, testShare: 0.2 });
  return evaluate(work, family);
}

/** What figures were measured on, in a line. */
export function machineLine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
