import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../core/errors.ts';
import { checkFile } from '../../core/intake/check-file.ts';
import { failedReceipt, newReceipt } from '../../core/intake/new-receipt.ts';
import { forgetQueued, listQueued, noteQueued, type QueuedDrop } from '../../core/intake/queued-drop.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import { failureOf } from '../../core/intake/refusal.ts';
import type { Champion } from '../../core/lifecycle/champion.ts';
import type { Home } from '../home/open-home.ts';
import { readProfileInUse } from '../home/profile-in-use.ts';
import type { FitSettings } from '../training/fit-candidates.ts';
import type { Reporter } from '../training/progress.ts';
import { trainModel } from '../training/train-model.ts';
import { Lane } from './lane.ts';
import { openStream, type Source } from './open-source.ts';
import { scoreDrop } from './score-drop.ts';

export interface DropQueueOptions {
  readonly home: Home;
  /** How models are trained from labelled drops. */
  readonly training: FitSettings;
  readonly reporter: Reporter;
  /** Told of every drop that was worked through or failed. `bug` is there for failures that nobody foresaw. */
  readonly onFinished: (receipt: Receipt, bug?: Error) => void;
}

/** Reasons in the score file of a drop. */
const reasonsInFile = 3;
/** How often a training that another process keeps waiting is tried again, ms. */
const retryMs = 5_000;

/**
 * Works on drops in the background: scores unlabelled ones, one after another, and trains on labelled ones, one after
 * another beside them. What is not finished when the process ends is taken up again by the next one.
 */
export class DropQueue {
  readonly #options: DropQueueOptions;
  readonly #scoring = new Lane();
  readonly #training = new Lane();
  readonly #stop = new AbortController();
  #started = false;
  readonly #early: QueuedDrop[] = [];

  constructor(options: DropQueueOptions) {
    this.#options = options;
  }

  /** Takes a drop whose file is in the object store; does not wait for the work. @returns its first receipt */
  async submit(drop: QueuedDrop): Promise<Receipt> {
    const { home } = this.#options;
    await noteQueued(home.objects, drop);
    const receipt = newReceipt({ ...drop, profile: home.champion.held?.engine.profile.name ?? '' });
    await home.records.drops.put(receipt);
    this.#enqueue(drop);
    return receipt;
  }

  /** Begins to work, first on what an earlier process left unfinished. Call it once there is a champion. */
  async start(): Promise<void> {
    this.#started = true;
    const early = new Set(this.#early.map(({ dropId }) => dropId));
    const left = await listQueued(this.#options.home.objects);
    for (const drop of left) if (!early.has(drop.dropId)) this.#enqueue(drop);
    for (const drop of this.#early.splice(0)) this.#enqueue(drop);
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
    if (this.#started) this.#scoring.add(() => this.#guarded(drop, () => this.#sort(drop)));
    else this.#early.push(drop);
  }

  /** Looks whether a drop is for training, and scores it if it is not. */
  async #sort(drop: QueuedDrop): Promise<'done' | 'later'> {
    const champion = await this.#championFor(drop);
    const look = await this.#open(drop);
    const file = await checkFile(look.bytes, {
      profile: champion.engine.profile,
      purpose: 'auto',
      onQuarantine: () => undefined,
    });
    await file.rows.return();
    if (file.kind === 'scoring') {
      await this.#score(drop, champion);
      return 'done';
    }
    await this.#keep({ ...(await this.#receipt(drop)), kind: 'training' });
    this.#training.add(() => this.#guarded(drop, () => this.#train(drop)));
    return 'later';
  }

  /** The champion, or the model that an interrupted drop was begun with, so that all its scores come from one. */
  async #championFor({ dropId }: QueuedDrop): Promise<Champion> {
    const { home } = this.#options;
    const champion = await home.champion.current();
    const begun = (await home.records.drops.get(dropId))?.modelVersion;
    if (!begun || begun === champion.version) return champion;
    return { version: begun, engine: await home.loadModel(begun) };
  }

  async #score(drop: QueuedDrop, champion: Champion): Promise<void> {
    const { home } = this.#options;
    const outputKey = `drops/${drop.dropId}/scores.csv`;
    const { receipt } = await scoreDrop(
      home,
      {
        receipt: await this.#receipt(drop),
        source: await this.#open(drop),
        champion,
        record: true,
        reasons: reasonsInFile,
        language: 'en',
        write: async (file) => {
          await home.objects.put(outputKey, encoded(file));
          return outputKey;
        },
        onScored: () => undefined,
        resumable: true,
      },
      this.#stop.signal,
    );
    this.#options.onFinished(receipt);
  }

  async #train(drop: QueuedDrop): Promise<'done'> {
    const { home, training, reporter } = this.#options;
    const profile = (await readProfileInUse(home.paths)) ?? (await home.champion.current()).engine.profile;
    for (;;) {
      try {
        const request = {
          receipt: await this.#receipt(drop),
          source: await this.#open(drop),
          profile,
          settings: training,
          by: drop.fileName,
          resumable: true,
        };
        const { receipt } = await trainModel(home, request, reporter, this.#stop.signal);
        this.#options.onFinished(receipt);
        return 'done';
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'training-in-progress') throw error;
        await sleep(retryMs, undefined, { signal: this.#stop.signal });
      }
    }
  }

  /** Does a drop's work; whatever goes wrong ends on its receipt. */
  async #guarded(drop: QueuedDrop, work: () => Promise<'done' | 'later'>): Promise<void> {
    const { home, onFinished } = this.#options;
    if (this.#stop.signal.aborted) return;
    try {
      if ((await work()) === 'done') await forgetQueued(home.objects, drop.dropId);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      try {
        const receipt = failedReceipt(await this.#receipt(drop), failureOf(error), home.clock.now());
        await this.#keep(receipt);
        await forgetQueued(home.objects, drop.dropId);
        onFinished(receipt, error instanceof DomainError ? undefined : asError(error));
      } catch (second) {
        onFinished(newReceipt({ ...drop, profile: '' }), asError(second)); // the disk is full: the next start takes it up again
      }
    }
  }

  async #receipt(drop: QueuedDrop): Promise<Receipt> {
    const kept = await this.#options.home.records.drops.get(drop.dropId);
    return kept ?? newReceipt({ ...drop, profile: '' });
  }

  async #keep(receipt: Receipt): Promise<void> {
    await this.#options.home.records.drops.put(receipt);
  }

  async #open({ objectKey, sizeBytes }: QueuedDrop): Promise<Source> {
    const bytes = await this.#options.home.objects.read(objectKey);
    if (bytes === undefined) throw new DomainError('file-not-found', 'The file of this drop is gone.');
    return openStream(bytes, sizeBytes);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error });
}

async function* encoded(texts: AsyncGenerator<string, void, undefined>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}
