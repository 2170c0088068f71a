import { randomBytes } from 'node:crypto';
import { compactTime } from '../core/compact-time.ts';

export { compactTime };

/** An id that sorts by time: `drop-20261122T101502Z-3f9a1c2b`. */
export function newId(kind: 'drop' | 'run' | 'audit' | 'score', at: Date): string {
  return `${kind}-${compactTime(at)}-${randomBytes(4).toString('hex')}`;
}
