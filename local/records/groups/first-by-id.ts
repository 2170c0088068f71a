import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { KeptCustomers } from './kept-customers.ts';

export interface Place {
  readonly key: number;
  readonly customerId: string;
  readonly sort: number;
}

/** Order of ids of customers with equal figures: that of SQLite, of their bytes. */
export function compareIds(a: string, b: string): number {
  // Code units and bytes order alike, but for those of U+E000 and above beside surrogates: both texts have one then.
  if (/[\ud800-\uffff]/.test(a)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ids walked at a time, so that others get their turn. */
const idsPerLook = 5_000;

const KeyRow = z.object({ customer_id: z.string(), customer_key: z.int() });

/**
 * The first of some customers by id, all with the same figure.
 *
 * @param isAmong - whether a key is one of theirs
 * @param after - the id that they come after
 */
export async function firstById(
  kept: Pick<KeptCustomers, 'database' | 'newKeys'>,
  isAmong: (key: number) => boolean,
  sort: number,
  after: string | undefined,
  wanted: number,
): Promise<Place[]> {
  const found = newById(kept, isAmong, sort, after, wanted);
  let left = wanted;
  for (let from = after ?? ''; ; await setImmediate()) {
    const sql =
      'SELECT customer_id, customer_key FROM customer_keys WHERE customer_id > ? ORDER BY customer_id LIMIT ?';
    let last: string | undefined;
    let walked = 0;
    for (const row of kept.database.iterate(sql, from, idsPerLook)) {
      const { customer_id: customerId, customer_key: key } = KeyRow.parse(row);
      walked += 1;
      last = customerId;
      if (!isAmong(key)) continue;
      found.set(key, { key, customerId, sort });
      left -= 1;
      if (left === 0) break;
    }
    if (left === 0 || walked < idsPerLook || last === undefined) return inOrder(found.values()).slice(0, wanted);
    from = last;
  }
}

/** The same of those whom the index by id need not know, by key. */
function newById(
  { newKeys }: Pick<KeptCustomers, 'newKeys'>,
  isAmong: (key: number) => boolean,
  sort: number,
  after: string | undefined,
  wanted: number,
): Map<number, Place> {
  let found: Place[] = [];
  let last: string | undefined;
  const sortOut = (): void => {
    found = inOrder(found).slice(0, wanted);
    last = found[wanted - 1]?.customerId;
  };
  for (const [customerId, key] of newKeys.entries()) {
    if (!isAmong(key) || (after !== undefined && compareIds(after, customerId) >= 0)) continue;
    if (last !== undefined && compareIds(last, customerId) < 0) continue;
    found.push({ key, customerId, sort });
    if (found.length >= 2 * wanted) sortOut();
  }
  sortOut();
  return new Map(found.map((place) => [place.key, place]));
}

const inOrder = (places: Iterable<Place>): Place[] =>
  [...places].sort((a, b) => compareIds(a.customerId, b.customerId));
