import { randomFillSync } from 'node:crypto';
import { compactTime } from '../core/compact-time.ts';

export { compactTime };

/** Hexadecimal digits at the end of an id: scores come by the thousand within a second, all else now and then. */
const digitsOf = { drop: 8, run: 8, audit: 8, score: 16 } as const;
/** The first of a score's are the millisecond: a store keeps what belongs to one time in one place. */
const millisecondDigits = 3;

/** Random bytes in stock: the system is asked once for many ids. */
const stock = Buffer.alloc(1_024);
let used = stock.length;

/** An id that sorts by time, a score's to the millisecond: `drop-20261122T101502Z-3f9a1c2b`. */
export function newId(kind: keyof typeof digitsOf, at: Date): string {
  const millisecond = kind === 'score' ? at.getUTCMilliseconds().toString(16).padStart(millisecondDigits, '0') : '';
  return `${kind}-${compactTime(at)}-${millisecond}${randomDigits(digitsOf[kind] - millisecond.length)}`;
}

function randomDigits(count: number): string {
  const bytes = Math.ceil(count / 2);
  if (used + bytes > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  used += bytes;
  return stock.toString('hex', used - bytes, used).slice(0, count);
}
