import { join, resolve } from 'node:path';

/** Where a home keeps what. Everything is inside `root`, so a home is backed up or moved as one folder. */
export interface HomePaths {
  readonly root: string;
  /** SQLite: customers, receipts, registry, runs, audit. */
  readonly records: string;
  /** Folder of the object store: `models/<version>/…`, `drops/<id>/…`. */
  readonly files: string;
  /** Files put here are taken in. */
  readonly inbox: string;
  /** Work in progress, one folder per run; safe to delete while nothing runs. */
  readonly work: string;
  /** The profile that training uses unless another is named. */
  readonly profile: string;
  readonly locks: string;
}

/** Paths of the home in a folder. */
export function homePaths(folder: string, inbox?: string): HomePaths {
  const root = resolve(folder);
  return {
    root,
    records: join(root, 'records.sqlite'),
    files: join(root, 'files'),
    inbox: inbox === undefined ? join(root, 'inbox') : resolve(inbox),
    work: join(root, 'work'),
    profile: join(root, 'profile.json'),
    locks: join(root, 'locks'),
  };
}
