import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock } from '../home/lock.ts';
import type { Home } from '../home/open-home.ts';

/**
 * Marks a drop that is worked on by a command rather than by the server's queue, as long as this process lives, so that
 * whoever looks after left-overs can tell a drop in work from one that was killed.
 *
 * @returns how to take the mark away; undefined if another process works on the drop
 */
export function markInWork(home: Pick<Home, 'paths' | 'clock'>, dropId: string): (() => Promise<void>) | undefined {
  const lock = acquireLock(home.paths.locks, dropId, {
    pid: process.pid,
    since: home.clock.now().toISOString(),
    doing: 'scoring',
  });
  if ('heldBy' in lock) return undefined;
  return async () => {
    lock.release();
    for (const end of ['sqlite', 'json']) await rm(join(home.paths.locks, `${dropId}.${end}`), { force: true });
  };
}
