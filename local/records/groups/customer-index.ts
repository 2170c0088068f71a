import { z } from 'zod';
import type { Database } from '../database.ts';
import { groupSize, keyOf } from './group.ts';
import { Bytes } from './group-edits.ts';
import { nobody, type Places, sortColumns, storedPlaces } from './places.ts';
import { slotsIn, VacancyRow } from './vacancies.ts';

const Change = z.object({ number: z.int() });
const Group = z.object({ customer_group: z.int(), places: Bytes });

type SortColumn = (typeof sortColumns)[number];

/** A feature's place, and the signatures that a value asked for may have. */
export interface SignatureFilter {
  readonly feature: number;
  readonly signatures: readonly number[];
}

/**
 * Places of all customers in memory, by key: 25 bytes each, and two for each feature that a list was ever narrowed by. What
 * other processes or this one have written since is read again before every question.
 */
export class CustomerIndex {
  readonly #database: Database;
  #change = -1;
  /** Keys below this may be taken. */
  #end = 0;
  #sorts: Record<SortColumn, Float64Array> = emptySorts(0);
  #tier = new Uint8Array(0);
  #signatures = new Map<number, Uint16Array>();
  #matching = new Int32Array(0);

  constructor(database: Database) {
    this.#database = database;
  }

  /** Brings the index up to date. */
  refresh(): void {
    const { number } = Change.parse(this.#database.get('SELECT number FROM customer_changes'));
    if (number === this.#change) return;
    const sql = 'SELECT customer_group, places FROM customer_groups WHERE changed > ?';
    for (const row of this.#database.iterate(sql, this.#change)) {
      const { customer_group: group, places } = Group.parse(row);
      this.#set(group, storedPlaces(places));
    }
    // After the groups: their places may be older than the vacancies.
    for (const row of this.#database.iterate(
      'SELECT customer_group, slots FROM vacancies WHERE changed > ?',
      this.#change,
    )) {
      const { customer_group: group, slots } = VacancyRow.parse(row);
      for (const slot of slotsIn(slots)) this.#tier[keyOf(group, slot)] = nobody;
    }
    this.#change = number;
  }

  /** Places in `tiers` by key, `nobody` where there is no customer. */
  get tiers(): Uint8Array {
    return this.#tier.subarray(0, this.#end);
  }

  /** The figures that customers are sorted by, by key. */
  figures(sort: SortColumn): Float64Array {
    return this.#sorts[sort];
  }

  movementOf(key: number): number {
    return this.#sorts.movement[key] ?? 0;
  }

  /**
   * Keys of the customers that are in the tier and may have the values asked for, ascending.
   *
   * @param tier - place in `tiers`; undefined: any
   * @returns good until the next call
   */
  matching(tier: number | undefined, filters: readonly [SignatureFilter, ...SignatureFilter[]]): Int32Array {
    if (this.#matching.length < this.#end) this.#matching = new Int32Array(this.#tier.length);
    const found = this.#matching;
    const tierOf = this.#tier;
    let count = 0;
    const [first, ...others] = filters;
    const firstColumn = this.#column(first.feature);
    const [text, number = text] = first.signatures;
    for (let key = 0; key < this.#end; key++) {
      const signature = firstColumn[key]!;
      if ((signature !== text && signature !== number) || tierOf[key] === nobody) continue;
      if (tier === undefined || tierOf[key] === tier) found[count++] = key;
    }
    for (const { feature, signatures } of others) {
      const column = this.#column(feature);
      const [a, b = a] = signatures;
      let kept = 0;
      for (let i = 0; i < count; i++) {
        const signature = column[found[i]!]!;
        if (signature === a || signature === b) found[kept++] = found[i]!;
      }
      count = kept;
    }
    return found.subarray(0, count);
  }

  /** Signatures of a feature, read when they are first asked for. */
  #column(feature: number): Uint16Array {
    const known = this.#signatures.get(feature);
    if (known) return known;
    const column = new Uint16Array(this.#tier.length);
    for (const row of this.#database.iterate('SELECT customer_group, places FROM customer_groups')) {
      const { customer_group: group, places } = Group.parse(row);
      if ((group + 1) * groupSize <= column.length) setSignatures(column, group, storedPlaces(places), feature);
    }
    this.#signatures.set(feature, column);
    return column;
  }

  #set(group: number, places: Places): void {
    const start = group * groupSize;
    this.#end = Math.max(this.#end, start + groupSize);
    if (this.#end > this.#tier.length) this.#grow(Math.max(this.#end, Math.ceil(this.#tier.length * 1.5)));
    for (const sort of sortColumns) this.#sorts[sort].set(places[sort], start);
    this.#tier.set(places.tier, start);
    for (const [feature, column] of this.#signatures) setSignatures(column, group, places, feature);
  }

  #grow(least: number): void {
    const length = Math.ceil(least / groupSize) * groupSize;
    const sorts = emptySorts(length);
    for (const sort of sortColumns) sorts[sort].set(this.#sorts[sort]);
    this.#sorts = sorts;
    const tier = new Uint8Array(length).fill(nobody);
    tier.set(this.#tier);
    this.#tier = tier;
    for (const [feature, column] of this.#signatures) {
      const longer = new Uint16Array(length);
      longer.set(column);
      this.#signatures.set(feature, longer);
    }
  }
}

function emptySorts(length: number): Record<SortColumn, Float64Array> {
  return {
    valueAtRisk: new Float64Array(length),
    probability: new Float64Array(length),
    movement: new Float64Array(length),
  };
}

function setSignatures(column: Uint16Array, group: number, places: Places, feature: number): void {
  const start = group * groupSize;
  if (feature >= places.featureCount) column.fill(0, start, start + groupSize);
  else column.set(places.signatures.subarray(feature * groupSize, (feature + 1) * groupSize), start);
}
