import { randomFillSync } from 'node:crypto';
import { compactTime } from '../core/compact-time.ts';

export { compactTime };

/** Random bytes at the end of an id: scores come by the thousand within a second, all else now and then. */
const randomBytesOf = { drop: 4, run: 4, audit: 4, score: 8 } as const;

/** Random bytes in stock: the system is asked once for many ids. */
const stock = Buffer.alloc(1_024);
let used = stock.length;

/** An id that sorts by time: `drop-20261122T101502Z-3f9a1c2b`. */
export function newId(kind: keyof typeof randomBytesOf, at: Date): string {
  const count = randomBytesOf[kind];
  if (used + count > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  used += count;
  return `${kind}-${compactTime(at)}-${stock.toString('hex', used - count, used)}`;
}
