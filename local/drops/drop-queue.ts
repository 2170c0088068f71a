import type { CutOptions } from '../../core/batch/cut-at-rows.ts';
import { DomainError } from '../../core/errors.ts';
import { failedReceipt, newReceipt } from '../../core/intake/new-receipt.ts';
import { forgetQueued, listQueued, noteQueued, type QueuedDrop } from '../../core/intake/queued-drop.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import { failureOf, isRefusalCode } from '../../core/intake/refusal.ts';
import type { Family } from '../../core/scoring/bundle.ts';
import type { Home } from '../home/open-home.ts';
import { readProfileInUse } from '../home/profile-in-use.ts';
import { interruptRuns } from '../home/recover.ts';
import { patiently } from '../training/patiently.ts';
import type { Reporter } from '../training/progress.ts';
import { findResumable } from '../training/resumable-run.ts';
import { trainModel } from '../training/train-model.ts';
import { type PartsTraining, trainOnParts } from '../training/train-on-parts.ts';
import type { FitSettings } from '../training/training-request.ts';
import { prepareToRun, WorkflowFailed } from '../workflows/run-workflow.ts';
import { Lane } from './lane.ts';
import { scoreInShards } from './score-in-shards.ts';

export interface DropQueueOptions {
  readonly home: Home;
  /** How models are trained from labelled drops. */
  readonly training: FitSettings;
  readonly reporter: Reporter;
  /** Told of every drop that was worked through or failed. `bug` is there for failures that nobody foresaw. */
  readonly onFinished: (receipt: Receipt, bug?: Error) => void;
  /** Told when the record of a run could not be written; the run goes on. */
  readonly onRecordFailure: (error: unknown) => void;
  /** Told of every training without a drop that has ended; `error` is there if it failed. */
  readonly onTraining?: ((runId: string, error: Error | undefined) => void) | undefined;
  /** How drops are cut into shards. @default `localCut` */
  readonly cut?: CutOptions | undefined;
}

/** A training on the data that the home has. */
export interface TrainingAsked extends Pick<PartsTraining, 'by' | 'reason' | 'force'> {
  readonly runId: string;
  /** Null: the usual ones. */
  readonly families: readonly Family[] | null;
}

/**
 * Works on drops in the background: sends them through the batch workflow, one after another, and trains on those that
 * turn out to be labelled, one after another beside them. What is not finished when the process ends is taken up again
 * by the next one.
 */
export class DropQueue {
  readonly #options: DropQueueOptions;
  readonly #scoring = new Lane();
  readonly #training = new Lane();
  readonly #stop = new AbortController();
  readonly #waiting = new Set<string>();
  #started = false;
  readonly #early: QueuedDrop[] = [];

  constructor(options: DropQueueOptions) {
    this.#options = options;
  }

  /**
   * Takes a drop whose file is in the object store; does not wait for the work. Taken again, a drop that is done, refused
   * or waits already stays as it is; one that failed for another reason goes on where it stood.
   *
   * @returns its receipt as it is now
   */
  async submit(drop: QueuedDrop): Promise<Receipt> {
    const { home } = this.#options;
    if (this.#waiting.has(drop.dropId)) return this.#receipt(drop);
    this.#waiting.add(drop.dropId);
    try {
      const known = await home.records.drops.get(drop.dropId);
      if (known && isOver(known)) {
        this.#waiting.delete(drop.dropId);
        return known;
      }
      await noteQueued(home.objects, drop);
      const receipt = known ?? newReceipt({ ...drop, profile: home.champion.held?.engine.profile.name ?? '' });
      if (!known) await home.records.drops.put(receipt);
      this.#enqueue(drop);
      return receipt;
    } catch (error) {
      this.#waiting.delete(drop.dropId);
      throw error;
    }
  }

  /**
   * Trains on the data there are, after what is being trained on now. A run that has ended already is left alone, so that
   * the same request may come twice; one that was cut short goes on where it stood if it can, else there is a new one.
   *
   * @returns once it is over, however it ended
   * @throws the reason, if the process ends before
   */
  requestTraining(asked: TrainingAsked): Promise<void> {
    const { home, training, reporter, onTraining } = this.#options;
    const { families, ...request } = asked;
    const settings = { ...training, families: families ?? training.families };
    return new Promise<void>((resolve, reject) => {
      this.#training.add(async () => {
        try {
          const run = await home.records.runs.get(asked.runId);
          if (run?.state === 'done' || run?.state === 'failed') return resolve();
          const resumed = await findResumable(home, { runId: asked.runId });
          const runId = run ? undefined : asked.runId;
          const resumable = asked.reason === 'scheduled'; // the clock asks again
          const work = { ...request, settings, runId, resumed, resumable };
          const { signal } = this.#stop;
          await patiently(() => trainOnParts(home, work, reporter, signal), signal);
          onTraining?.(asked.runId, undefined);
        } catch (error) {
          if (this.#stop.signal.aborted) return reject(error);
          onTraining?.(asked.runId, asError(error));
        }
        resolve();
      });
    });
  }

  /**
   * Begins to work, first on what an earlier process left unfinished. Call it once there is a champion, and only in the
   * one process that serves the home.
   */
  async start(): Promise<void> {
    await Promise.all([interruptRuns(this.#options.home, 'batch'), prepareToRun()]);
    this.#started = true;
    const early = this.#early.splice(0);
    for (const drop of await listQueued(this.#options.home.objects)) {
      if (!this.#waiting.has(drop.dropId)) this.#enqueue(drop);
    }
    for (const drop of early) this.#enqueue(drop);
  }

  /** Stops after the rows that are being scored right now; the rest is for the next process. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the process ends'));
    await this.idle();
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#scoring.idle();
    await this.#training.idle();
  }

  #enqueue(drop: QueuedDrop): void {
    this.#waiting.add(drop.dropId);
    if (this.#started) this.#scoring.add(() => this.#guarded(drop, () => this.#work(drop)));
    else this.#early.push(drop);
  }

  /** Sends a drop through the workflow, and to training if that has found labels in it. */
  async #work(drop: QueuedDrop): Promise<'done' | 'later'> {
    const { home, onFinished, onRecordFailure, cut } = this.#options;
    const signal = this.#stop.signal;
    const before = await this.#receipt(drop);
    if (before.kind !== 'training') {
      await scoreInShards(drop, { home, onRecordFailure, cut }, signal);
    }
    const receipt = await this.#receipt(drop);
    if (receipt.kind !== 'training') {
      onFinished(receipt);
      return 'done';
    }
    this.#training.add(() => this.#guarded(drop, () => this.#train(drop)));
    return 'later';
  }

  async #train(drop: QueuedDrop): Promise<'done'> {
    const { home, training, reporter } = this.#options;
    const resumed = await findResumable(home, { dropId: drop.dropId });
    const inUse = (await readProfileInUse(home.paths)) ?? (await home.champion.current()).engine.profile;
    const profile = resumed?.profile ?? inUse;
    return patiently(async (): Promise<'done'> => {
      const request = {
        drop: { receipt: await this.#receipt(drop), source: null },
        profile,
        settings: training,
        by: drop.fileName,
        reason: 'drop' as const,
        force: false,
        resumed,
        resumable: true,
      };
      await trainModel(home, request, reporter, this.#stop.signal);
      this.#options.onFinished(await this.#receipt(drop));
      return 'done';
    }, this.#stop.signal);
  }

  /** Does a drop's work; whatever goes wrong ends on its receipt. */
  async #guarded(drop: QueuedDrop, work: () => Promise<'done' | 'later'>): Promise<void> {
    if (this.#stop.signal.aborted) return;
    try {
      if ((await work()) === 'done') await this.#forget(drop);
    } catch (error) {
      if (!this.#stop.signal.aborted) await this.#fail(drop, error instanceof WorkflowFailed ? error.cause : error);
    }
  }

  async #fail(drop: QueuedDrop, error: unknown): Promise<void> {
    const { home, onFinished } = this.#options;
    try {
      const known = await this.#receipt(drop);
      const isNoted = known.state === 'failed'; // by the workflow
      const receipt = isNoted ? known : failedReceipt(known, failureOf(error), home.clock.now());
      if (!isNoted) await this.#keep(receipt);
      await this.#forget(drop);
      onFinished(receipt, error instanceof DomainError ? undefined : asError(error));
    } catch (second) {
      this.#waiting.delete(drop.dropId);
      onFinished(newReceipt({ ...drop, profile: '' }), asError(second)); // the disk is full: the next start takes it up again
    }
  }

  async #forget({ dropId }: QueuedDrop): Promise<void> {
    await forgetQueued(this.#options.home.objects, dropId);
    this.#waiting.delete(dropId);
  }

  async #receipt(drop: QueuedDrop): Promise<Receipt> {
    const kept = await this.#options.home.records.drops.get(drop.dropId);
    return kept ?? newReceipt({ ...drop, profile: '' });
  }

  async #keep(receipt: Receipt): Promise<void> {
    await this.#options.home.records.drops.put(receipt);
  }
}

/** Whether handing a drop in again could not change anything. */
function isOver({ state, failure }: Receipt): boolean {
  return state === 'done' || (state === 'failed' && failure !== null && isRefusalCode(failure.code));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error });
}
