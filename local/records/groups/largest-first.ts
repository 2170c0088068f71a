import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { CustomerIndex } from './customer-index.ts';
import { groupOf, slotOf } from './group.ts';
import { GroupIds } from './group-edits.ts';
import type { sortColumns } from './places.ts';

export interface Place {
  readonly key: number;
  readonly customerId: string;
  readonly sort: number;
}

/** Order of ids of customers with equal figures: that of SQLite, of their bytes. */
export function compareIds(a: string, b: string): number {
  const simple = a < b ? -1 : a > b ? 1 : 0;
  return /[\ud800-\udfff]/.test(a + b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : simple;
}

/** With more equal figures than these, walking the ids in order is quicker than looking each up. */
const mostLookedUp = 2_000;
/** Ids walked at a time, so that others get their turn. */
const idsPerLook = 5_000;

const IdsRow = z.object({ ids: z.string() });
const KeyRow = z.object({ customer_id: z.string(), customer_key: z.int() });

/** The first of some customers after a place, largest figure first, equal ones by id. */
export class LargestFirst {
  readonly #database: Database;
  /** By key. */
  readonly #figures: Float64Array;
  readonly #ids = new Map<number, readonly (string | null)[]>();

  constructor(database: Database, index: CustomerIndex, sort: (typeof sortColumns)[number]) {
    this.#database = database;
    this.#figures = index.figures(sort);
  }

  /** @param keys - good until the first await; copied where needed */
  async first(
    keys: Int32Array,
    after: readonly [sort: number, customerId: string] | undefined,
    wanted: number,
  ): Promise<Place[]> {
    const below = after?.[0] ?? Number.POSITIVE_INFINITY;
    const figures = this.#figures;
    const least = nthLargestBelow(figures, keys, below, wanted);
    const [equal, above, atLeast]: [number[], number[], number[]] = [[], [], []];
    for (let i = 0; i < keys.length; i++) {
      const figure = figures[keys[i]!]!;
      if (figure > below || figure < least) continue;
      if (figure === below) equal.push(keys[i]!);
      else if (figure === least) atLeast.push(keys[i]!);
      else above.push(keys[i]!);
    }
    const found = after ? await this.#byId(equal, after[0], after[1], wanted) : [];
    if (found.length < wanted) {
      const places = above.map((key) => ({ key, customerId: this.#idOf(key), sort: figures[key]! }));
      found.push(...places.sort((a, b) => b.sort - a.sort || compareIds(a.customerId, b.customerId)));
    }
    if (found.length < wanted) found.push(...(await this.#byId(atLeast, least, undefined, wanted - found.length)));
    return found.slice(0, wanted);
  }

  /** The first of customers with the same figure by id. */
  async #byId(keys: readonly number[], sort: number, after: string | undefined, wanted: number): Promise<Place[]> {
    if (keys.length <= Math.max(mostLookedUp, wanted)) {
      return keys
        .map((key) => ({ key, customerId: this.#idOf(key), sort }))
        .filter(({ customerId }) => after === undefined || compareIds(customerId, after) > 0)
        .sort((a, b) => compareIds(a.customerId, b.customerId))
        .slice(0, wanted);
    }
    const among = new Set(keys);
    const found: Place[] = [];
    for (let from = after ?? ''; ; await setImmediate()) {
      let last: string | undefined;
      let walked = 0;
      const sql =
        'SELECT customer_id, customer_key FROM customer_keys WHERE customer_id > ? ORDER BY customer_id LIMIT ?';
      for (const row of this.#database.iterate(sql, from, idsPerLook)) {
        const { customer_id: customerId, customer_key: key } = KeyRow.parse(row);
        walked += 1;
        last = customerId;
        if (!among.has(key)) continue;
        found.push({ key, customerId, sort });
        if (found.length === wanted) return found;
      }
      if (walked < idsPerLook || last === undefined) return found;
      from = last;
    }
  }

  #idOf(key: number): string {
    const group = groupOf(key);
    let ids = this.#ids.get(group);
    if (!ids) {
      const row = this.#database.get('SELECT ids FROM group_ids WHERE customer_group = ?', group);
      ids = row ? GroupIds.parse(JSON.parse(IdsRow.parse(row).ids)) : [];
      this.#ids.set(group, ids);
    }
    return ids[slotOf(key)] ?? '';
  }
}

/** The n-th largest of the figures below a bound, −∞ where there are fewer; equal ones count each. */
function nthLargestBelow(figures: Float64Array, keys: Int32Array, below: number, n: number): number {
  const heap = new Float64Array(n).fill(Number.NEGATIVE_INFINITY); // the least of the largest is on top
  let least = heap[0]!;
  for (let i = 0; i < keys.length; i++) {
    const figure = figures[keys[i]!]!;
    if (figure <= least || figure >= below) continue;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= n) break;
      if (child + 1 < n && heap[child + 1]! < heap[child]!) child += 1;
      if (heap[child]! >= figure) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = figure;
    least = heap[0]!;
  }
  return least;
}
