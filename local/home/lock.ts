import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { asWriteFailure } from '../objects/file-errors.ts';
import { asStorageFailure } from '../records/sqlite-errors.ts';

/** Who holds a lock, for people. */
export const LockHolder = z.object({
  pid: z.int(),
  since: z.iso.datetime(),
  doing: z.string(),
  url: z.string().optional(),
});
export type LockHolder = z.infer<typeof LockHolder>;

const SqliteBusy = z.object({ errcode: z.literal(5) }); // SQLITE_BUSY

export interface Lock {
  /** Says more about the holder, such as the address it serves on. */
  describe(holder: LockHolder): void;
  release(): void;
}

/**
 * Takes a lock that lasts as long as this process at most: it is an exclusive SQLite transaction, which the operating
 * system ends with the process however that dies, so no stale lock can be left behind.
 *
 * @returns the lock, or who holds it (undefined where that is not known) if another process or caller has it
 * @throws {DomainError} `storage-full`, `storage-read-only`
 */
export function acquireLock(
  folder: string,
  name: string,
  holder: LockHolder,
): Lock | { heldBy: LockHolder | undefined } {
  const about = join(folder, `${name}.json`);
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    database = new DatabaseSync(join(folder, `${name}.sqlite`), { timeout: 200 });
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(about, JSON.stringify(holder));
  } catch (error) {
    database?.close();
    if (isBusy(error)) return { heldBy: readHolder(about) };
    throw asStorageFailure(asWriteFailure(error, folder), folder);
  }
  const held = database;
  return {
    describe: (next) => writeFileSync(about, JSON.stringify(next)),
    release: () => {
      if (held.isOpen) held.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return SqliteBusy.safeParse(error).success;
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return LockHolder.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined; // the holder has not written it yet
  }
}
