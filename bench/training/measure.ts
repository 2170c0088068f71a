import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Family, families } from '../../core/scoring/bundle.ts';
import type { Progress } from '../../local/training/progress.ts';
import type { StepDone } from '../../local/training/run-step.ts';
import { evaluation, prepare, readLabelled, readProfile, train, writeRows } from '../workbench.ts';

/** Labelled customers that are trained on, each with its profile's name. */
export const dataSets = { streaming: 'streaming-train-25000.csv.gz', telco: 'telco.csv.gz' } as const;
export type DataSet = keyof typeof dataSets;

/** One run of a step. */
export interface Timed {
  readonly step: 'check' | 'prepare' | 'evaluate' | Family;
  /** Of the clock, from before the process starts until it has ended. */
  readonly seconds: number;
  /** Seconds by what was done in them; what a step began with is under `start`. Together they are `seconds`. */
  readonly parts: ReadonlyMap<string, number>;
  /** Settings that were tried; undefined where none are. */
  readonly trials: number | undefined;
  /** Undefined for what this process does, and where the system does not tell. */
  readonly peakMemoryMb: number | undefined;
}

/** What a step does after saying so; the rest of a family's time is search. */
const parts: readonly (readonly [message: RegExp, part: string])[] = [
  [/^Encoding the folds|settings tried$/, 'search'],
  [/^Cross-validating/, 'cross-validation'],
  [/^Fitting the best settings/, 'last fit'],
  [/^Measured/, 'figures'],
  [/^Learning from/, 'learning curve'],
  [/^Writing the bundle/, 'bundle'],
];

const partOf = ({ message = '' }: Progress): string | undefined => parts.find(([said]) => said.test(message))?.[1];

/** Runs a step and shares its time out by what it says. */
export async function timed(
  step: Timed['step'],
  work: (onProgress: (progress: Progress) => void) => Promise<StepDone>,
  nowMs: () => number = () => performance.now(),
): Promise<Timed> {
  const begunMs = nowMs();
  const found = new Map<string, number>();
  let [part, sinceMs] = ['start', begunMs];
  const note = (next: string): void => {
    const untilMs = nowMs();
    found.set(part, (found.get(part) ?? 0) + (untilMs - sinceMs) / 1000);
    [part, sinceMs] = [next, untilMs];
  };
  const { trials, peakMemoryMb } = await work((progress) => note(partOf(progress) ?? part));
  note('');
  return { step, seconds: (sinceMs - begunMs) / 1000, parts: found, trials, peakMemoryMb: peakMemoryMb ?? undefined };
}

/** Checks, prepares, fits every family and evaluates, as `mainstay train` does. @param folder - is made, and gone after */
export async function trainOnce(
  name: DataSet,
  folder: string,
  settings: { budgetSeconds: number; seed: number },
): Promise<Timed[]> {
  try {
    const profile = await readProfile(name);
    const check = await timed('check', async () => {
      await writeRows(join(folder, 'input'), await readLabelled(dataSets[name], profile), profile);
      return { event: 'done' };
    });
    const steps = [check, await timed('prepare', async (onProgress) => prepare(folder, settings, onProgress))];
    for (const family of families) {
      steps.push(await timed(family, async (onProgress) => train(folder, family, settings, onProgress)));
    }
    const judge = async (onProgress: (progress: Progress) => void): Promise<StepDone> =>
      (await evaluation(folder, undefined, onProgress)).done;
    return [...steps, await timed('evaluate', judge)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
