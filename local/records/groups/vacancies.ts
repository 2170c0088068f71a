import { z } from 'zod';
import type { Database } from '../database.ts';
import { groupSize } from './group.ts';

/*
 * Customers of a file in an order of its own move into new groups. Where they were, the group's ids, places, scores and
 * histories still speak of them: writing all of those anew for one customer each would cost more than all else. A bit for
 * each slot says that they count no more; `settle.ts` removes them when there is time, and before anybody is erased.
 */

export const VacancyRow = z.object({ customer_group: z.int(), slots: z.instanceof(Uint8Array) });

const slotBytes = groupSize / 8;

/** Slots that customers have moved on from, of the groups that one transaction works on. */
export class Vacancies {
  readonly #database: Database;
  readonly #known = new Map<number, Uint8Array>();
  readonly #changed = new Map<number, { readonly dropId: string; stay: number }>();
  #any: boolean | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Ascending. */
  slotsOf(group: number): number[] {
    const slots = this.#of(group);
    return slots ? slotsIn(slots) : [];
  }

  add(group: number, slot: number, dropId: string): void {
    let slots = this.#of(group);
    if (!slots) {
      slots = new Uint8Array(slotBytes);
      this.#known.set(group, slots);
    }
    slots[slot >> 3]! |= 1 << (slot & 7);
    if (!this.#changed.has(group)) this.#changed.set(group, { dropId, stay: groupSize });
  }

  /** @param customers - how many are left in a group that {@link add} was told of */
  stay(group: number, customers: number): void {
    const changed = this.#changed.get(group);
    if (changed) changed.stay = customers;
  }

  /** The group's blobs are without those who have moved on. */
  remove(group: number): void {
    this.#known.delete(group);
    this.#changed.delete(group);
    this.#database.run('DELETE FROM vacancies WHERE customer_group = ?', group);
  }

  /** Writes what was changed, as part of the change that `customer_changes` counts. */
  flush(): void {
    for (const [group, { dropId, stay }] of this.#changed) {
      this.#database.run(
        `INSERT OR REPLACE INTO vacancies (customer_group, changed, slots, stay, drop_id)
         VALUES (?, (SELECT number FROM customer_changes), ?, ?, ?)`,
        group,
        this.#known.get(group) ?? null,
        stay,
        dropId,
      );
    }
    this.#changed.clear();
  }

  #of(group: number): Uint8Array | undefined {
    const known = this.#known.get(group);
    if (known) return known;
    this.#any ??= this.#database.get('SELECT 1 FROM vacancies LIMIT 1') !== undefined;
    if (!this.#any) return undefined;
    const row = this.#database.get('SELECT customer_group, slots FROM vacancies WHERE customer_group = ?', group);
    if (!row) return undefined;
    const slots = Uint8Array.from(VacancyRow.parse(row).slots);
    this.#known.set(group, slots);
    return slots;
  }
}

/** Ascending. */
export function slotsIn(slots: Uint8Array): number[] {
  const found: number[] = [];
  for (const [byte, bits] of slots.entries()) {
    for (let bit = 0; bits >> bit !== 0; bit++) if ((bits >> bit) & 1) found.push(8 * byte + bit);
  }
  return found;
}
