import { randomBytes } from 'node:crypto';

/** UTC to the second without punctuation: `20261122T101502Z`. */
export function compactTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** An id that sorts by time: `drop-20261122T101502Z-3f9a1c2b`. */
export function newId(kind: 'drop' | 'run' | 'audit' | 'score', at: Date): string {
  return `${kind}-${compactTime(at)}-${randomBytes(4).toString('hex')}`;
}
