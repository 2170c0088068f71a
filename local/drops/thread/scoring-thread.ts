import { Worker } from 'node:worker_threads';
import type { ShardTask } from '../../../core/batch/batch-plan.ts';
import type { Home } from '../../home/open-home.ts';
import { carried, uncarried } from './carried-error.ts';
import { type Answers, FromThread, type ToThread } from './messages.ts';

/**
 * Room for what the thread makes and drops at once, 10⁶ bytes. What it hands over are large arrays that lie elsewhere; V8
 * would take four times as much, and be no faster.
 */
const maxYoungGenerationSizeMb = 12;

interface Job {
  readonly resolve: (task: ShardTask) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A second thread that reads, scores and explains shards while this one records what came of them. One that has died is
 * started again when the next shard comes.
 */
export class ScoringThread {
  readonly #filesFolder: string;
  readonly #answers: Answers;
  readonly #jobs = new Map<number, Job>();
  #worker: Worker | undefined;
  #count = 0;

  constructor({ paths, records, events, champion }: Pick<Home, 'paths' | 'records' | 'events' | 'champion'>) {
    const { customers, drops } = records;
    this.#filesFolder = paths.files;
    this.#answers = {
      putScoredRows: (rows) => customers.putScoredRows(rows),
      putScores: (scores) => customers.putScores(scores),
      keepSheet: (sheet) => customers.keepSheet(sheet),
      getMany: (customerIds) => customers.getMany(customerIds),
      erase: (customerId) => customers.erase(customerId),
      getDrop: (dropId) => drops.get(dropId),
      publish: (given) => events.publish(...given),
      championVersion: async () => (await champion.current()).version,
    };
  }

  /**
   * Scores one shard; see `scoreShard`.
   *
   * @throws what that throws, and the signal's reason once it is aborted
   */
  async score(task: ShardTask, signal: AbortSignal | undefined): Promise<ShardTask> {
    signal?.throwIfAborted();
    const job = ++this.#count;
    const stop = (): void => this.#say({ kind: 'stop', job });
    const ended = new Promise<ShardTask>((resolve, reject) => {
      this.#jobs.set(job, { resolve, reject });
    });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.#say({ kind: 'score', job, task });
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
    const worker = new Worker(new URL('./scoring-thread.worker.ts', import.meta.url), {
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
    if (message.kind === 'call') void this.#answer(message.call, message.method, message.given, worker);
    else {
      const job = this.#jobs.get(message.job);
      this.#jobs.delete(message.job);
      if (message.kind === 'scored') job?.resolve(message.task);
      else job?.reject(uncarried(message.error));
    }
  }

  async #answer(call: number, method: string, given: unknown, worker: Worker): Promise<void> {
    const answer = Object.entries(this.#answers).find(([name]) => name === method)?.[1];
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
