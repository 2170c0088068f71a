import { DomainError } from '../../core/errors.ts';
import type { Progress, Reporter } from './progress.ts';
import type { StepDone } from './run-python.ts';

/** Shows how the families of a run are fitted, and knows how many were. */
export class FamilyProgress {
  readonly #reporter: Reporter;
  readonly #families: readonly string[];
  #firstFailure: unknown;
  #fitted = 0;

  constructor(families: readonly string[], reporter: Reporter) {
    this.#families = families;
    this.#reporter = reporter;
  }

  /** Shows one family from its beginning to its end. @throws what `work` throws */
  async follow<T extends { readonly done: StepDone | undefined }>(
    family: string,
    work: (onProgress: (progress: Progress) => void) => Promise<T>,
  ): Promise<T> {
    const title = `train ${family}`;
    const startedMs = performance.now();
    let best: number | undefined;
    const line = (mark: string, words: string): void => {
      const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
      this.#reporter.say(`  ${mark} ${family.padEnd(19)}  ${took.padStart(7)}   ${words}`);
    };
    const nth = this.#families.indexOf(family) + 1;
    this.#reporter.show(title, { message: `${nth} of ${this.#families.length} families` });
    try {
      const ended = await work((progress) => {
        best = progress.best ?? best;
        this.#reporter.show(title, progress);
      });
      if (ended.done?.status === 'failed') {
        line('✗', 'could not be fitted and is left out; the report says why');
        return ended;
      }
      this.#fitted += 1;
      const tried = `${ended.done?.trials ?? 1} settings tried`;
      line('✓', best === undefined ? tried : `${tried}, best cross-validated log loss ${best.toFixed(4)}`);
      return ended;
    } catch (error) {
      this.#firstFailure ??= error;
      if (error instanceof DomainError) line('✗', `left out: ${error.message}`);
      throw error;
    }
  }

  /** One that an earlier attempt of the run has fitted. */
  countKept(): void {
    this.#fitted += 1;
  }

  /** @throws the first failure, if none was fitted */
  requireOne(): void {
    if (this.#fitted > 0) return;
    throw this.#firstFailure ?? new DomainError('training-failed', 'Not one family could be fitted.');
  }
}
