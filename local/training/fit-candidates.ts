import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { Family } from '../../core/scoring/bundle.ts';
import type { Reporter } from './progress.ts';
import { runStep, type StepOptions } from './run-step.ts';

export interface FitSettings {
  /** Time to search settings in, per family, seconds. */
  readonly budgetSeconds: number;
  readonly families: readonly Family[];
  /** Most settings tried per family. @default the training package's */
  readonly trials?: number | undefined;
  readonly seed: number;
}

const fatal = new Set(['python-missing', 'storage-full', 'storage-read-only', 'not-enough-data', 'nothing-to-learn']);

/**
 * Fits the families one after another: each uses all that the machine has. A family that fails is left out and said so.
 *
 * @returns families that were fitted
 * @throws {DomainError} the first failure if none was
 */
export async function fitCandidates(
  folders: { readonly prepared: string; readonly candidates: string },
  settings: FitSettings,
  reporter: Reporter,
  options: Omit<StepOptions, 'onProgress'>,
): Promise<Family[]> {
  const fitted: Family[] = [];
  let firstFailure: unknown;
  for (const [index, family] of settings.families.entries()) {
    const title = `train ${family}`;
    const startedMs = performance.now();
    let best: number | undefined;
    const output = join(folders.candidates, family);
    const stepArguments = ['--input', folders.prepared, '--output', output, '--family', family];
    stepArguments.push('--budget', String(settings.budgetSeconds), '--seed', String(settings.seed));
    if (settings.trials !== undefined) stepArguments.push('--trials', String(settings.trials));
    const line = (mark: string, words: string): void => {
      const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
      reporter.say(`  ${mark} ${family.padEnd(19)}  ${took.padStart(7)}   ${words}`);
    };
    reporter.show(title, { message: `${index + 1} of ${settings.families.length} families` });
    try {
      const done = await runStep('train', stepArguments, {
        ...options,
        onProgress: (progress) => {
          best = progress.best ?? best;
          reporter.show(title, progress);
        },
      });
      if (done.status === 'failed') {
        line('✗', 'could not be fitted and is left out; the report says why');
        continue;
      }
      fitted.push(family);
      const tried = `${done.trials ?? 1} settings tried`;
      line('✓', best === undefined ? tried : `${tried}, best cross-validated log loss ${best.toFixed(4)}`);
    } catch (error) {
      if (options.signal.aborted || !(error instanceof DomainError) || fatal.has(error.code)) throw error;
      firstFailure ??= error;
      line('✗', `left out: ${error.message}`);
    }
  }
  if (fitted.length > 0) return fitted;
  throw firstFailure ?? new DomainError('training-failed', 'Not one family could be fitted.');
}
