import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { sageMakerEndpoints } from '../../api/endpoints/endpoints.sagemaker.ts';
import { DomainError } from '../../core/errors.ts';
import { ChampionHolder } from '../../core/lifecycle/champion.ts';
import { handedOver } from '../../core/lifecycle/handed-over.ts';
import { ShadowScorer } from '../../core/lifecycle/shadow/shadow-scorer.ts';
import type { Clock, Events, ModelEndpoints, ObjectStore } from '../../core/ports.ts';
import type { ScoringModel } from '../../core/scoring/scoring-model.ts';
import { FileObjectStore } from '../objects/object-store.files.ts';
import { type OpenRecords, openRecords } from '../records/open-records.ts';
import { type HomePaths, homePaths } from './home-paths.ts';
import { loadModel } from './load-model.ts';
import { makeFolder } from './make-folder.ts';

/** One place where a business's records, files and models are, opened. */
export interface Home {
  readonly paths: HomePaths;
  readonly records: OpenRecords;
  readonly objects: ObjectStore;
  /** Goes into the outbox; the process that serves the home delivers it. */
  readonly events: Events;
  readonly champion: ChampionHolder;
  /** Follows the model that scores silently; undefined where the home is only looked at. */
  readonly shadow: ShadowScorer | undefined;
  readonly clock: Clock;
  /** Models that compute elsewhere, called with the credentials of whoever runs this. */
  readonly endpoints: ModelEndpoints;
  /** Loads any model of the home and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly loadModel: (version: string) => Promise<ScoringModel>;
  close(): void;
}

export interface OpenHomeOptions {
  /** Whether a folder that does not exist is made into a home. */
  readonly create: boolean;
  /** @default `inbox` in the home */
  readonly inbox?: string | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** Told when the champion cannot be loaded; see {@link ChampionHolder}. */
  readonly onChampionFailure?: ((version: string | undefined, error: unknown) => void) | undefined;
  /** Told when the model that scores silently cannot be loaded, or what it said cannot be kept. */
  readonly onShadowFailure?: ((version: string | undefined, error: unknown) => void) | undefined;
}

/** How old knowledge of the champion may be: a promotion by another process is followed within this, ms. */
const championPollMs = 1_000;
/** How long counts of the silent model stay in memory, ms; a killed process loses as much of them. */
const shadowFlushMs = 2_000;
/** Most that an answer waits for a silent model that computes elsewhere, ms. */
const shadowWaitMs = 250;

/**
 * Opens a home. Several processes may have it open; what must not run twice takes a lock of its own.
 *
 * @throws {DomainError} `file-not-found` where there is none and none may be made, `storage-full`, `storage-read-only`
 */
export async function openHome(folder: string, options: OpenHomeOptions): Promise<Home> {
  const paths = homePaths(folder, options.inbox);
  if (!options.create && !existsSync(paths.records)) {
    const detail = `There is no home in ${paths.root} yet. "mainstay start" and "mainstay train FILE" make one; --home DIR names another.`;
    throw new DomainError('file-not-found', detail);
  }
  await makeFolder(paths.root);
  const objects = await FileObjectStore.open(paths.files);
  const records = openRecords(paths.records);
  const clock = options.clock ?? { now: () => new Date() };
  const endpoints = sageMakerEndpoints({ timeoutMs: 20_000, attempts: 3 });
  const { load, take } = handedOver((version) => loadModel(objects, endpoints, version));
  const champion = new ChampionHolder({
    models: records.models,
    load: take,
    clock,
    pollIntervalMs: championPollMs,
    onFailure: options.onChampionFailure ?? (() => undefined),
  });
  const shadow = new ShadowScorer({
    shadows: records.shadows,
    load,
    clock,
    pollIntervalMs: championPollMs,
    flushIntervalMs: shadowFlushMs,
    mostWaitMs: shadowWaitMs,
    wait: async (ms) => wait(ms, undefined, { ref: false }),
    onFailure: options.onShadowFailure ?? (() => undefined),
  });
  return {
    paths,
    records,
    objects,
    events: records.outbox,
    champion,
    shadow,
    clock,
    endpoints,
    loadModel: load,
    close: () => {
      void shadow.flush(); // SQLite writes at once: what was counted is kept by the time the file is closed
      records.close();
    },
  };
}
