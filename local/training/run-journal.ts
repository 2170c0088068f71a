import { DomainError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/lifecycle/registry.ts';
import type { Clock, RunRecords } from '../../core/ports.ts';

/** Keeps a run's record up to date as the run goes on, so that a run that was killed shows how far it came. */
export class RunJournal {
  readonly runId: string;
  #run: RunRecord;
  readonly #records: RunRecords;
  readonly #clock: Clock;

  constructor(run: Pick<RunRecord, 'runId' | 'kind' | 'dropId'>, records: RunRecords, clock: Clock) {
    this.runId = run.runId;
    this.#records = records;
    this.#clock = clock;
    const startedAt = clock.now().toISOString();
    this.#run = { ...run, state: 'running', startedAt, finishedAt: null, modelVersion: null, steps: [], failure: null };
  }

  get record(): RunRecord {
    return this.#run;
  }

  async begin(): Promise<void> {
    await this.#records.put(this.#run);
  }

  /** Does one step and notes how long it took. `detail` makes a sentence of its result. */
  async step<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T> {
    const startedMs = performance.now();
    const seconds = (): number => Math.round(performance.now() - startedMs) / 1000;
    try {
      const result = await work();
      await this.#note({ name, state: 'done', seconds: seconds(), ...(detail ? { detail: detail(result) } : {}) });
      return result;
    } catch (error) {
      await this.#note({ name, state: 'failed', seconds: seconds() });
      throw error;
    }
  }

  async done(modelVersion: string | null): Promise<RunRecord> {
    return this.#end({ state: 'done', modelVersion, failure: null });
  }

  /** @param interrupted - someone stopped it, as opposed to something going wrong */
  async failed(error: unknown, interrupted: boolean): Promise<RunRecord> {
    if (interrupted) return this.#end({ state: 'interrupted', failure: null });
    const failure =
      error instanceof DomainError
        ? { code: error.code, detail: error.message }
        : { code: 'training-failed', detail: 'An unforeseen error; the log has it.' };
    return this.#end({ state: 'failed', failure });
  }

  async #note(step: RunRecord['steps'][number]): Promise<void> {
    this.#run = { ...this.#run, steps: [...this.#run.steps, step] };
    await this.#records.put(this.#run);
  }

  async #end(end: Partial<RunRecord>): Promise<RunRecord> {
    this.#run = { ...this.#run, ...end, finishedAt: this.#clock.now().toISOString() };
    await this.#records.put(this.#run);
    return this.#run;
  }
}
