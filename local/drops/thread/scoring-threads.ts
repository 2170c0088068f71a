import type { Answers, Jobs } from './messages.ts';
import { ScoringThread } from './scoring-thread.ts';

/** Some scoring threads; who has the fewest jobs gets the next. */
export class ScoringThreads {
  readonly #threads: readonly ScoringThread[];

  /** @param filesFolder - as for {@link ScoringThread} */
  constructor(count: number, filesFolder: string) {
    this.#threads = Array.from({ length: count }, () => new ScoringThread(filesFolder));
  }

  get count(): number {
    return this.#threads.length;
  }

  /** As {@link ScoringThread.score}. */
  score<K extends keyof Jobs>(
    kind: K,
    task: Jobs[K]['takes'],
    answers: Answers,
    signal: AbortSignal | undefined,
  ): Promise<Jobs[K]['gives']> {
    const idlest = this.#threads.reduce((least, thread) => (thread.jobs < least.jobs ? thread : least));
    return idlest.score(kind, task, answers, signal);
  }

  /** Starts them and has them load a model, while there is something else to do. */
  prepare(version: string): void {
    for (const thread of this.#threads) thread.prepare(version);
  }

  /** Ends them. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
