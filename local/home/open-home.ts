import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';
import type { Clock, ObjectStore } from '../../core/ports.ts';
import { asWriteFailure } from '../objects/file-errors.ts';
import { FileObjectStore } from '../objects/object-store.files.ts';
import { type OpenRecords, openRecords } from '../records/open-records.ts';
import { ChampionSource } from './champion-source.ts';
import { type HomePaths, homePaths } from './home-paths.ts';

/** One place where a business's records, files and models are, opened. */
export interface Home {
  readonly paths: HomePaths;
  readonly records: OpenRecords;
  readonly objects: ObjectStore;
  readonly champion: ChampionSource;
  readonly clock: Clock;
  close(): void;
}

export interface OpenHomeOptions {
  /** Whether a folder that does not exist is made into a home. */
  readonly create: boolean;
  /** @default `inbox` in the home */
  readonly inbox?: string | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
}

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
  try {
    await mkdir(paths.root, { recursive: true });
  } catch (error) {
    throw asWriteFailure(error, paths.root);
  }
  const objects = await FileObjectStore.open(paths.files);
  const records = openRecords(paths.records);
  return {
    paths,
    records,
    objects,
    champion: new ChampionSource(records.models, objects),
    clock: options.clock ?? { now: () => new Date() },
    close: () => records.close(),
  };
}
