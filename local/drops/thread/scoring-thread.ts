import { Worker } from 'node:worker_threads';
import { carried, uncarried } from './carried-error.ts';
import { type Answers, FromThread, type Jobs, ToThread } from './messages.ts';

/**
 * Room for what the thread makes and drops at once, 10⁶ bytes. What it hands over are large arrays that lie elsewhere; V8
 * would take four times as much, and be no faster.
 */
const maxYoungGenerationSizeMb = 12;

interface Job {
  readonly resolve: (outcome: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly answers: Answers;
}

/**
 * Another thread that reads, scores and explains parts of files while this one records what came of them, or writes it. One
 * that has died is started again when the next part comes.
 */
export class ScoringThread {
  readonly #filesFolder: string;
  readonly #jobs = new Map<number, Job>();
  #worker: Worker | undefined;
  #count = 0;

  /** @param filesFolder - of the home that has the models, and the files of shards */
  constructor(filesFolder: string) {
    this.#filesFolder = filesFolder;
  }

  /** Jobs that have not ended. */
  get jobs(): number {
    return this.#jobs.size;
  }

  /**
   * Scores a shard as `scoreShard` does, or a part of a file as `scorePart`.
   *
   * @param answers - to what the thread asks meanwhile
   * @throws what that throws, and the signal's reason once it is aborted
   */
  async score<K extends keyof Jobs>(
    kind: K,
    task: Jobs[K]['takes'],
    answers: Answers,
    signal: AbortSignal | undefined,
  ): Promise<Jobs[K]['gives']> {
    signal?.throwIfAborted();
    const job = ++this.#count;
    const stop = (): void => this.#say({ kind: 'stop', job });
    const ended = new Promise<Jobs[K]['gives']>((resolve, reject) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other thread runs the same code
      this.#jobs.set(job, { resolve: (outcome) => resolve(outcome as Jobs[K]['gives']), reject, answers });
    });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.#say(ToThread.parse({ kind, job, task }));
      return await ended;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Starts the thread and has it load a model, while there is something else to do. */
  prepare(version: string): void {
    this.#say({ kind: 'prepare', version });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #say(message: ToThread, handedOver: readonly ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, [...handedOver]);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./scoring-thread.mjs', import.meta.url), {
      workerData: { filesFolder: this.#filesFolder },
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    const fail = (error: unknown): void => {
      if (this.#worker === worker) this.#worker = undefined;
      const jobs = [...this.#jobs.values()];
      this.#jobs.clear();
      for (const { reject } of jobs) reject(error);
    };
    worker.on('message', (found: unknown) => this.#hear(FromThread.parse(found), worker));
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`The scoring thread ended with code ${code}.`)));
    return worker;
  }

  #hear(message: FromThread, worker: Worker): void {
    const job = this.#jobs.get(message.job);
    if (message.kind === 'call') {
      void this.#answer(message, job?.answers ?? {}, worker);
      return;
    }
    this.#jobs.delete(message.job);
    if (message.kind === 'done') job?.resolve(message.outcome);
    else job?.reject(uncarried(message.error));
  }

  async #answer(
    { call, method, given }: Extract<FromThread, { kind: 'call' }>,
    answers: Answers,
    worker: Worker,
  ): Promise<void> {
    const answer = Object.entries(answers).find(([name]) => name === method)?.[1];
    const say = (message: ToThread): void => worker.postMessage(message, []);
    try {
      if (answer === undefined) throw new Error(`The scoring thread asked for ${method}, which is unknown.`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other thread runs the same code
      say({ kind: 'answer', call, value: await answer(given as never) });
    } catch (error) {
      say({ kind: 'refused', call, error: carried(error) });
    }
  }
}
