import { z } from 'zod';
import type { CustomerIndex } from './customer-index.ts';
import { compareIds, firstById, type Place } from './first-by-id.ts';
import { groupOf, slotOf } from './group.ts';
import { idsIn } from './group-edits.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { Largest } from './largest.ts';
import { nobody, type sortColumns } from './places.ts';

/** With more equal figures than these, walking the ids in order is quicker than looking each up. */
const mostLookedUp = 2_000;
type Kept = Pick<KeptCustomers, 'database' | 'newKeys'>;

const IdsRow = z.object({ ids: z.string() });

/** The first of some customers after a place, largest figure first, equal ones by id. */
export class LargestFirst {
  readonly #kept: Kept;
  /** By key. */
  readonly #figures: Float64Array;
  readonly #tiers: Uint8Array;
  readonly #ids = new Map<number, readonly (string | null)[]>();

  constructor(kept: Kept, index: CustomerIndex, sort: (typeof sortColumns)[number]) {
    this.#kept = kept;
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
    const enough = Math.max(mostLookedUp, wanted) + 1; // of customers with equal figures, who may be all there are
    const sortIn = (key: number, figure: number): void => {
      const place = figure === below ? equal : figure === least ? atLeast : above;
      if (place === above || place.length < enough) place.push(key);
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
    const areMany = equal.length > mostLookedUp || atLeast.length > mostLookedUp;
    const isAmong = areMany ? this.#isAmong(among) : () => false; // before anybody else may ask for others
    const found = after ? await this.#byId(equal, isAmong, after[0], after[1], wanted) : [];
    if (found.length < wanted) {
      const places = above.map((key) => ({ key, customerId: this.#idOf(key), sort: figures[key]! }));
      found.push(...places.sort((a, b) => b.sort - a.sort || compareIds(a.customerId, b.customerId)));
    }
    if (found.length < wanted) {
      found.push(...(await this.#byId(atLeast, isAmong, least, undefined, wanted - found.length)));
    }
    return found.slice(0, wanted);
  }

  /** Whether a key is one of those that are asked for. */
  #isAmong(among: Int32Array | { readonly tier: number | undefined }): (key: number) => boolean {
    if (!(among instanceof Int32Array)) return (key) => key < this.#tiers.length && this.#isIn(key, among.tier);
    const marked = new Uint8Array(this.#tiers.length);
    for (const key of among) marked[key] = 1;
    return (key) => marked[key] === 1;
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

  /**
   * The first of customers with the same figure by id.
   *
   * @param keys - theirs, or the first of them if they are more than are looked up
   */
  async #byId(
    keys: readonly number[],
    isAmong: (key: number) => boolean,
    sort: number,
    after: string | undefined,
    wanted: number,
  ): Promise<Place[]> {
    if (keys.length <= Math.max(mostLookedUp, wanted)) {
      return keys
        .map((key) => ({ key, customerId: this.#idOf(key), sort }))
        .filter(({ customerId }) => after === undefined || compareIds(customerId, after) > 0)
        .sort((a, b) => compareIds(a.customerId, b.customerId))
        .slice(0, wanted);
    }
    const isEqual = (key: number): boolean => this.#figures[key] === sort && isAmong(key);
    return firstById(this.#kept, isEqual, sort, after, wanted);
  }

  #idOf(key: number): string {
    const group = groupOf(key);
    let ids = this.#ids.get(group);
    if (!ids) {
      const row = this.#kept.database.get('SELECT ids FROM group_ids WHERE customer_group = ?', group);
      ids = row ? idsIn(IdsRow.parse(row).ids) : [];
      this.#ids.set(group, ids);
    }
    return ids[slotOf(key)] ?? '';
  }
}
