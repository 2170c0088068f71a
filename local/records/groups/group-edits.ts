import { z } from 'zod';
import type { Database } from '../database.ts';
import { groupOf, groupSize, keyOf, slotOf } from './group.ts';
import type { NewKeys } from './new-keys.ts';
import { emptyPlaces, nobody, type Places, storedPlaces } from './places.ts';
import { Vacancies } from './vacancies.ts';

export const Bytes = z.instanceof(Uint8Array);
const GroupIds = z.array(z.string().nullable());
const IdsRow = z.object({ ids: z.string() });
const PlacesRow = z.object({ places: Bytes });
const KeyRow = z.object({ customer_key: z.int() });
const LastRow = z.object({ last: z.int().nullable() });

/** Ids by slot, as a group's row holds them. */
export function idsIn(text: string): (string | null)[] {
  const ids: unknown = JSON.parse(text);
  return areIds(ids) ? ids : GroupIds.parse(ids); // which says what is wrong
}

/** What the schema takes, found several times as fast: there may be a million of them. */
function areIds(ids: unknown): ids is (string | null)[] {
  return Array.isArray(ids) && ids.every((id) => typeof id === 'string' || id === null);
}

/** Ids and places of the groups that one transaction works on: read once, written once. */
export class GroupEdits {
  readonly #database: Database;
  readonly #ids = new Map<number, (string | null)[]>();
  readonly #places = new Map<number, Places>();
  readonly #changedIds = new Set<number>();
  readonly #changedPlaces = new Set<number>();
  /** Groups that everybody has left. */
  readonly #deserted = new Set<number>();
  readonly vacancies: Vacancies;
  readonly newKeys: NewKeys;
  /** The last group in the file. */
  #lastKept: number | undefined;
  #lastNew = -1;

  /** @param newKeys - as they are in this transaction */
  constructor(database: Database, newKeys: NewKeys) {
    this.#database = database;
    this.newKeys = newKeys;
    this.vacancies = new Vacancies(database);
  }

  /** The key of a customer, if there is one. */
  find(customerId: string): number | undefined {
    return this.newKeys.find(customerId, this) ?? this.#findIndexed(customerId);
  }

  #findIndexed(customerId: string): number | undefined {
    const row = this.#database.get('SELECT customer_key FROM customer_keys WHERE customer_id = ?', customerId);
    return row && KeyRow.parse(row).customer_key;
  }

  /** Gives the next free key to a customer who has none. */
  add(customerId: string): number {
    let group = Math.max(0, this.lastGroup);
    if (this.ids(group).length >= groupSize) group += 1;
    const key = keyOf(group, this.ids(group).length);
    if (!this.claim(customerId, key)) throw new Error(`customer ${customerId} has a key already`);
    this.setId(key, customerId);
    return key;
  }

  /** Gives a key to a customer. @returns false, changing nothing, where the customer has one already */
  claim(customerId: string, key: number): boolean {
    const claimed = this.#database.run(
      'INSERT OR IGNORE INTO customer_keys (customer_id, customer_key) VALUES (?, ?)',
      customerId,
      key,
    );
    this.newKeys.indexed(customerId);
    return claimed === 1;
  }

  setId(key: number, customerId: string | null): void {
    const group = groupOf(key);
    const ids = this.ids(group);
    while (ids.length < slotOf(key)) ids.push(null);
    ids[slotOf(key)] = customerId;
    this.#changedIds.add(group);
    this.#lastNew = Math.max(this.#lastNew, group);
  }

  /** -1 where there is none. */
  get lastGroup(): number {
    return Math.max(this.#lastNew, this.#lastKeptGroup());
  }

  /** False where the file is known to have nothing of a group, and need not be asked. */
  isKept(group: number): boolean {
    return this.#lastKept === undefined || group <= this.#lastKept;
  }

  #lastKeptGroup(): number {
    if (this.#lastKept === undefined) {
      const row = LastRow.parse(this.#database.get('SELECT max(customer_group) AS last FROM group_ids'));
      this.#lastKept = row.last ?? -1;
    }
    return this.#lastKept;
  }

  /** Ids by slot; null where a customer was erased or has moved on. */
  ids(group: number): (string | null)[] {
    let ids = this.#ids.get(group);
    if (!ids) {
      const row = this.isKept(group) && this.#database.get('SELECT ids FROM group_ids WHERE customer_group = ?', group);
      ids = row ? idsIn(IdsRow.parse(row).ids) : [];
      for (const slot of this.vacancies.slotsOf(group)) if (slot < ids.length) ids[slot] = null;
      this.#ids.set(group, ids);
    }
    return ids;
  }

  /** Places to look at; of those who have moved on only the tier says so. */
  placesNow(group: number): Places {
    const known = this.#places.get(group);
    if (known) return known;
    if (!this.isKept(group)) return emptyPlaces(0);
    const row = this.#database.get('SELECT places FROM customer_groups WHERE customer_group = ?', group);
    const places = row ? storedPlaces(PlacesRow.parse(row).places) : emptyPlaces(0);
    for (const slot of this.vacancies.slotsOf(group)) places.tier[slot] = nobody;
    return places;
  }

  /** Places to be changed. */
  places(group: number, featureCount: number): Places {
    const places = this.placesNow(group).withRoom(featureCount);
    if (!this.#places.has(group)) for (const slot of this.vacancies.slotsOf(group)) places.clear(slot);
    this.#places.set(group, places);
    this.#changedPlaces.add(group);
    return places;
  }

  /** A customer moves on; the slot stays empty. The group's ids and places are written when there is time. */
  vacate(key: number, dropId: string): void {
    const group = groupOf(key);
    this.vacancies.add(group, slotOf(key), dropId);
    this.#places.get(group)?.clear(slotOf(key));
    const ids = this.#ids.get(group);
    if (ids) ids[slotOf(key)] = null;
  }

  /** Has the ids and places of a group written without those who have moved on. */
  settle(group: number): void {
    if (this.ids(group).every((id) => id === null)) this.#deserted.add(group);
    this.places(group, 0);
    this.#changedIds.add(group);
    this.vacancies.remove(group);
  }

  /** Writes what was changed. */
  flush(): void {
    if (this.#changedIds.size === 0 && this.#changedPlaces.size === 0 && !this.vacancies.hasChanges) return;
    for (const group of this.#changedIds) {
      this.#database.run(
        'INSERT OR REPLACE INTO group_ids (customer_group, ids) VALUES (?, ?)',
        group,
        this.#deserted.has(group) ? '[]' : JSON.stringify(this.#ids.get(group)),
      );
    }
    this.#database.run('UPDATE customer_changes SET number = number + 1');
    this.newKeys.written();
    for (const group of this.#changedPlaces) {
      this.#database.run(
        `INSERT OR REPLACE INTO customer_groups (customer_group, changed, places)
         VALUES (?, (SELECT number FROM customer_changes), ?)`,
        group,
        this.#deserted.has(group) ? new Uint8Array(0) : (this.#places.get(group)?.bytes ?? null),
      );
    }
    this.vacancies.flush();
    this.#changedIds.clear();
    this.#changedPlaces.clear();
  }
}
