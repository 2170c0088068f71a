import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { CustomerIndex } from './customer-index.ts';
import { groupOf, slotOf } from './group.ts';
import { GroupIds } from './group-edits.ts';
import type { KeptCustomers } from './kept-customers.ts';
import type { NewKeys } from './new-keys.ts';
import { nobody, type sortColumns } from './places.ts';

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

/** With more equal figures than these, walking the ids in order is quicker than looking each up. */
const mostLookedUp = 2_000;
/** Ids walked at a time, so that others get their turn. */
const idsPerLook = 5_000;

const IdsRow = z.object({ ids: z.string() });
const KeyRow = z.object({ customer_id: z.string(), customer_key: z.int() });

/** The first of some customers after a place, largest figure first, equal ones by id. */
export class LargestFirst {
  readonly #database: Database;
  readonly #newKeys: NewKeys;
  /** By key. */
  readonly #figures: Float64Array;
  readonly #tiers: Uint8Array;
  readonly #ids = new Map<number, readonly (string | null)[]>();

  constructor({ database, newKeys }: KeptCustomers, index: CustomerIndex, sort: (typeof sortColumns)[number]) {
    this.#database = database;
    this.#newKeys = newKeys;
    this.#figures = index.figures(sort);
    this.#tiers = index.tiers;
  }

  /** @param among - keys of these customers, or all of a tier, of any if it is undefined */
  async first(
    among: Int32Array | { readonly tier: number | undefined },
    after: readonly [sort: number, customerId: string] | undefined,
    wanted: number,
  ): Promise<Place[]> {
    const below = after?.[0] ?? Number.POSITIVE_INFINITY;
    const figures = this.#figures;
    const least = this.#nthLargest(among, below, wanted);
    const [equal, above, atLeast]: [number[], number[], number[]] = [[], [], []];
    const sortIn = (key: number, figure: number): void => {
      if (figure === below) equal.push(key);
      else if (figure === least) atLeast.push(key);
      else above.push(key);
    };
    if (among instanceof Int32Array) {
      for (const key of among) {
        const figure = figures[key]!;
        if (figure <= below && figure >= least) sortIn(key, figure);
      }
    } else {
      const end = this.#tiers.length;
      for (let key = 0; key < end; key++) {
        const figure = figures[key]!;
        if (figure > below || figure < least) continue;
        if (this.#isIn(key, among.tier)) sortIn(key, figure);
      }
    }
    const found = after ? await this.#byId(equal, after[0], after[1], wanted) : [];
    if (found.length < wanted) {
      const places = above.map((key) => ({ key, customerId: this.#idOf(key), sort: figures[key]! }));
      found.push(...places.sort((a, b) => b.sort - a.sort || compareIds(a.customerId, b.customerId)));
    }
    if (found.length < wanted) found.push(...(await this.#byId(atLeast, least, undefined, wanted - found.length)));
    return found.slice(0, wanted);
  }

  /** The n-th largest figure below a bound; −∞ where there are fewer. Most customers are passed over by their figure. */
  #nthLargest(among: Int32Array | { readonly tier: number | undefined }, below: number, n: number): number {
    const figures = this.#figures;
    const largest = new Largest(n);
    if (among instanceof Int32Array) {
      for (const key of among) {
        const figure = figures[key]!;
        if (figure > largest.least && figure < below) largest.take(figure);
      }
      return largest.least;
    }
    const end = this.#tiers.length;
    for (let key = 0; key < end; key++) {
      const figure = figures[key]!;
      if (figure <= largest.least || figure >= below) continue;
      if (this.#isIn(key, among.tier)) largest.take(figure);
    }
    return largest.least;
  }

  #isIn(key: number, tier: number | undefined): boolean {
    const own = this.#tiers[key]!;
    return tier === undefined ? own !== nobody : own === tier;
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
    const found = new Map(this.#newById(among, sort, after, wanted).map((place) => [place.key, place]));
    for await (const place of this.#indexedById(among, sort, after, wanted)) found.set(place.key, place);
    return [...found.values()].sort((a, b) => compareIds(a.customerId, b.customerId)).slice(0, wanted);
  }

  /** As {@link #byId}, of those who may not be in the index by id. */
  #newById(among: ReadonlySet<number>, sort: number, after: string | undefined, wanted: number): Place[] {
    let found: Place[] = [];
    let last: string | undefined;
    const sortOut = (): void => {
      found = found.sort((a, b) => compareIds(a.customerId, b.customerId)).slice(0, wanted);
      last = found[wanted - 1]?.customerId;
    };
    for (const [customerId, key] of this.#newKeys.entries()) {
      if (!among.has(key) || (after !== undefined && compareIds(after, customerId) >= 0)) continue;
      if (last !== undefined && compareIds(last, customerId) < 0) continue;
      found.push({ key, customerId, sort });
      if (found.length >= 2 * wanted) sortOut();
    }
    sortOut();
    return found;
  }

  /** As {@link #byId}, of those in the index by id. */
  async *#indexedById(
    among: ReadonlySet<number>,
    sort: number,
    after: string | undefined,
    wanted: number,
  ): AsyncGenerator<Place> {
    let left = wanted;
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
        yield { key, customerId, sort };
        left -= 1;
        if (left === 0) return;
      }
      if (walked < idsPerLook || last === undefined) return;
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

/** The largest of the figures that it is offered; the least of them is on top of the heap. */
class Largest {
  /** The n-th largest so far, −∞ where there are fewer; equal ones count each. */
  least = Number.NEGATIVE_INFINITY;
  readonly #heap: Float64Array;

  constructor(n: number) {
    this.#heap = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  }

  /** @param figure - above {@link least} */
  take(figure: number): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
      if (heap[child]! >= figure) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = figure;
    this.least = heap[0]!;
  }
}
