import { DomainError } from '../../core/errors.ts';
import { acquireLock, type Lock } from '../home/lock.ts';
import type { Home } from '../home/open-home.ts';

const lockName = 'training';

/**
 * Makes sure that a home trains one model at a time: each run wants the whole machine, and both would ask for the
 * champion's place.
 *
 * @throws {DomainError} `training-in-progress`, naming the process
 */
export function lockTraining(home: Pick<Home, 'paths' | 'clock'>): Lock {
  const holder = { pid: process.pid, since: home.clock.now().toISOString(), doing: 'training' };
  const lock = acquireLock(home.paths.locks, lockName, holder);
  if (!('heldBy' in lock)) return lock;
  const who = lock.heldBy
    ? `Process ${lock.heldBy.pid} has been training since ${lock.heldBy.since}`
    : 'Another process is training';
  throw new DomainError(
    'training-in-progress',
    `${who} in ${home.paths.root}. Wait for it, or train in another home (--home DIR).`,
  );
}
