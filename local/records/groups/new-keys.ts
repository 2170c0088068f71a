import { z } from 'zod';
import type { Database } from '../database.ts';
import { groupOf, groupSize, keyOf, slotOf } from './group.ts';
import { type GroupEdits, idsIn } from './group-edits.ts';
import { type KeyedIds, rangesOfIds } from './id-ranges.ts';
import { hashOf, KeyHints } from './key-hints.ts';
import { KnownIds } from './known-ids.ts';

/*
 * Ids that come in no order touch as many pages of the index by id as there are rows, and each page touched is written
 * with its commit. Customers who came in bulk are therefore found here first, by the ids that their groups hold anyway;
 * a hundred thousand of them, or an eighth of those that the index has, are brought into it together, a range of ids with each
 * transaction, so that a page of the index is written once for all whom it holds. `customer_changes.indexed_group` says up to
 * which group that was done.
 */

export interface Limits {
  /** Room for customers in groups that are not indexed, from which on those are brought into the index, at least and at most. */
  readonly leastNewKeys: number;
  readonly mostNewKeys: number;
  /** Customers brought in with one transaction, about. */
  readonly indexedAtOnce: number;
}

const usualLimits: Limits = { leastNewKeys: 131_072, mostNewKeys: 524_288, indexedAtOnce: 8_192 };

/** Where the index is large, as each page of it is written for all whom it takes in. */
const shareOfIndexed = 1 / 8;

const State = z.object({ number: z.int(), indexed_group: z.int() });
const GroupRow = z.object({ customer_group: z.int(), ids: z.string() });

/** A customer's id and key. */
type Entry = readonly [customerId: string, key: number];

/** Customers up to a group, of whom some are in the index. */
interface Indexing {
  readonly upTo: number;
  /** By range of ids; those that are left. */
  readonly ranges: KeyedIds[];
  /** Who has left their place since. */
  readonly removed: Set<string>;
  readonly hints: KeyHints;
}

/** Finds the customers in groups that the index by id may not know. */
export class NewKeys {
  readonly #database: Database;
  readonly #limits: Limits;
  #hints = new KeyHints();
  #seen = -1;
  #indexed = -1;
  #indexing: Indexing | undefined;
  /** Who is known, here or to the index; undefined where the index knows more than was looked at. */
  #known: KnownIds | undefined;
  #entries: { readonly seen: number; readonly all: readonly Entry[] } | undefined;

  constructor(database: Database, limits: Partial<Limits> = {}) {
    this.#database = database;
    this.#limits = { ...usualLimits, ...limits };
  }

  /** Takes in what other processes have written. Every transaction that changes customers begins with it. */
  refresh(): void {
    const state = State.parse(this.#database.get('SELECT number, indexed_group FROM customer_changes'));
    if (state.number === this.#seen) return;
    this.#giveUpIndexing();
    const sql = `SELECT customer_group, ids FROM group_ids JOIN customer_groups USING (customer_group)
      WHERE customer_group > ? AND changed > ?`;
    const isEmpty = this.#database.get('SELECT 1 FROM customer_keys LIMIT 1') === undefined;
    this.#known = isEmpty ? (this.#known ?? new KnownIds()) : undefined;
    for (const [customerId, key] of this.#read(sql, state.indexed_group, this.#seen)) {
      const hash = hashOf(customerId);
      this.#known?.add(hash);
      this.add(hash, key);
    }
    this.#indexed = state.indexed_group;
    this.#seen = state.number;
  }

  /**
   * The key of a customer; undefined where only the index may know it.
   *
   * @param edits - which has the ids of groups
   * @param hash - of the id, by `hashOf`
   */
  find(customerId: string, edits: GroupEdits, hash = hashOf(customerId)): number | undefined {
    const isRight = (key: number): boolean => edits.ids(groupOf(key))[slotOf(key)] === customerId;
    return this.#hints.find(hash, isRight) ?? this.#indexing?.hints.find(hash, isRight);
  }

  /**
   * A customer counts as known from now on.
   *
   * @param hash - of the id
   * @returns whether they were certainly known neither here nor to the index
   */
  noteKnown(hash: number): boolean {
    return this.#known?.add(hash) ?? false;
  }

  /** All who are in groups that are not indexed, and perhaps some who were; also who has moved on since. */
  entries(): readonly Entry[] {
    this.refresh();
    if (this.#entries?.seen !== this.#seen) {
      const sql = 'SELECT customer_group, ids FROM group_ids WHERE customer_group > ?';
      this.#entries = { seen: this.#seen, all: [...this.#read(sql, this.#indexed)] };
    }
    return this.#entries.all;
  }

  /** A customer is in a group that is not indexed yet. @param hash - of the id */
  add(hash: number, key: number): void {
    this.#hints.add(hash, key);
  }

  /** The index knows a customer, whatever there is here. */
  indexed(customerId: string): void {
    this.#known?.add(hashOf(customerId));
    this.removed(customerId);
  }

  /** A customer has left the group that they were in. */
  removed(customerId: string): void {
    this.#indexing?.removed.add(customerId);
  }

  /** What this process has changed, by the transaction that has refreshed this, has one number more. */
  written(): void {
    this.#seen += 1;
    this.#entries = undefined;
  }

  /** Brings a part into the index, if there are many. Ends a transaction that has refreshed this. */
  indexSome(edits: GroupEdits): void {
    const { lastGroup } = edits;
    if (!this.#indexing) {
      if (lastGroup === this.#indexed) return;
      if (this.#hints.size > 0 && (lastGroup - this.#indexed) * groupSize < this.#room()) return;
      this.#beginIndexing(lastGroup, edits);
    }
    const { ranges, removed, upTo } = this.#indexing!;
    const range = ranges.shift();
    if (range) this.#index(range, removed);
    if (ranges.length > 0) return;
    this.#database.run('UPDATE customer_changes SET indexed_group = ?', upTo);
    this.#indexed = upTo;
    this.#indexing = undefined;
  }

  #room(): number {
    const { leastNewKeys, mostNewKeys } = this.#limits;
    return Math.min(Math.max(leastNewKeys, this.#indexed * groupSize * shareOfIndexed), mostNewKeys);
  }

  /** A transaction was undone: all is read anew. */
  forget(): void {
    this.#hints = new KeyHints();
    this.#seen = -1;
    this.#indexed = -1;
    this.#indexing = undefined;
    this.#known = undefined;
    this.#entries = undefined;
  }

  *#read(sql: string, ...values: number[]): Generator<Entry> {
    for (const row of this.#database.all(sql, ...values)) {
      const { customer_group: group, ids } = GroupRow.parse(row);
      for (const [slot, id] of idsIn(ids).entries()) if (id !== null) yield [id, keyOf(group, slot)];
    }
  }

  #beginIndexing(upTo: number, edits: GroupEdits): void {
    const added: KeyedIds = { customerIds: [], keys: [] };
    for (let group = this.#indexed + 1; this.#hints.size > 0 && group <= upTo; group++) {
      const ids = edits.ids(group);
      for (let slot = 0; slot < ids.length; slot++) {
        const customerId = ids[slot]!;
        if (customerId === null) continue;
        added.customerIds.push(customerId);
        added.keys.push(keyOf(group, slot));
      }
    }
    const ranges = rangesOfIds(added, this.#limits.indexedAtOnce);
    this.#indexing = { upTo, ranges, removed: new Set(), hints: this.#hints };
    this.#hints = new KeyHints(this.#hints);
  }

  #giveUpIndexing(): void {
    if (this.#indexing) this.#hints.addAll(this.#indexing.hints);
    this.#indexing = undefined;
  }

  #index({ customerIds, keys }: KeyedIds, removed: ReadonlySet<string>): void {
    const values: (string | number)[] = [];
    for (let place = 0; place < customerIds.length; place++) {
      const customerId = customerIds[place]!;
      if (!removed.has(customerId)) values.push(customerId, keys[place]!);
    }
    let at = 0;
    for (const { sql, values: count } of [insertMany, insertOne]) {
      for (; at + count <= values.length; at += count) this.#database.run(sql, ...values.slice(at, at + count));
    }
  }
}

/** Puts customers into the index; with many at once each costs a third less. */
const inserting = (customers: number): { readonly sql: string; readonly values: number } => ({
  sql: `INSERT OR IGNORE INTO customer_keys (customer_id, customer_key) VALUES ${Array(customers).fill('(?, ?)').join()}`,
  values: 2 * customers,
});
const insertMany = inserting(256);
const insertOne = inserting(1);
