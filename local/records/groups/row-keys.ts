import { z } from 'zod';
import type { Database } from '../database.ts';
import { groupOf, groupSize, keyOf, slotOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { hashOf } from './key-hints.ts';

const KeyRow = z.object({ customer_id: z.string(), customer_key: z.int() });

/** Customers found where the file's order did not lead, after which it is taken to have an order of its own. */
const mostStrays = 32;

/**
 * Keys of the customers of some rows; who is new gets one, in groups of their own. Files mostly keep their order from run to
 * run, so that the next row is of the next customer: then nothing needs to be looked up.
 */
export function keysOfRows(database: Database, edits: GroupEdits, customerIds: readonly string[]): Float64Array {
  const { length } = customerIds;
  const keys = new Float64Array(length).fill(-1);
  const unknown = new Int32Array(length);
  let unknownCount = 0;
  let next = -1;
  let misses = 0;
  let strays = 0;
  for (let row = 0; row < length; row++) {
    const customerId = customerIds[row]!;
    let key = next < 0 || strays > mostStrays ? -1 : near(edits, next, customerId);
    if (key >= 0) strays = Math.max(0, strays - 1);
    else if (strays <= mostStrays) {
      misses += 1;
      // Now and then one is looked up, to find the place in the file's order again; ever more rarely, if most are new.
      if ((misses & (misses - 1)) === 0) key = edits.find(customerId) ?? -1;
      if (key >= 0) strays += 2;
    }
    if (key < 0) unknown[unknownCount++] = row;
    else {
      keys[row] = key;
      next = key + 1;
      misses = 0;
    }
  }
  if (unknownCount > 0) findOrAdd(database, edits, customerIds, unknown.subarray(0, unknownCount), keys);
  return keys;
}

/** The customer's key if it is the one expected or one of the group after it; else −1. */
function near(edits: GroupEdits, expected: number, customerId: string): number {
  const group = groupOf(expected);
  const ids = edits.ids(group);
  if (ids[slotOf(expected)] === customerId) return expected;
  const slot = ids.indexOf(customerId, slotOf(expected));
  if (slot >= 0) return keyOf(group, slot);
  return edits.ids(group + 1)[0] === customerId ? keyOf(group + 1, 0) : -1;
}

function findOrAdd(
  database: Database,
  edits: GroupEdits,
  customerIds: readonly string[],
  unknown: Int32Array,
  keys: Float64Array,
): void {
  const { newKeys } = edits;
  const hashes = new Uint32Array(unknown.length);
  const isNew = new Uint8Array(unknown.length);
  const others: number[] = [];
  for (let place = 0; place < unknown.length; place++) {
    const row = unknown[place]!;
    const hash = hashOf(customerIds[row]!);
    hashes[place] = hash;
    if (newKeys.noteKnown(hash)) {
      isNew[place] = 1;
      continue;
    }
    const key = newKeys.find(customerIds[row]!, edits, hash);
    if (key === undefined) others.push(row);
    else keys[row] = key;
  }
  if (others.length > 0) findIndexed(database, customerIds, others, keys);
  let next = keyOf(edits.lastGroup + 1, 0);
  for (let place = 0; place < unknown.length; place++) {
    const row = unknown[place]!;
    if (keys[row]! >= 0) continue;
    const customerId = customerIds[row]!;
    // One who comes twice has the key of the first row.
    const known = isNew[place] === 1 ? undefined : newKeys.find(customerId, edits, hashes[place]);
    if (known === undefined) {
      edits.setId(next, customerId);
      newKeys.add(hashes[place]!, next);
    }
    keys[row] = known ?? next++;
  }
}

/** Gives customers who have keys the next ones from `first`. */
export function moveKeys({ database, newKeys }: KeptCustomers, customerIds: readonly string[], first: number): void {
  // In the order of the ids, each page of the index is written once.
  database.run(
    `INSERT OR REPLACE INTO customer_keys (customer_id, customer_key)
     SELECT value, ?1 + key FROM json_each(?2) ORDER BY value`,
    first,
    JSON.stringify(customerIds),
  );
  for (const customerId of customerIds) newKeys.indexed(customerId);
}

/** Fills in the keys of rows whose customers the index knows. */
function findIndexed(
  database: Database,
  customerIds: readonly string[],
  rows: readonly number[],
  keys: Float64Array,
): void {
  // In the order of the ids, each page of the index is looked at once; SQLite would take twice as long to sort them.
  const ids = rows.map((row) => customerIds[row]!).sort();
  const sql = 'SELECT customer_id, customer_key FROM json_each(?) CROSS JOIN customer_keys ON customer_id = value';
  const found = new Map<string, number>();
  for (const row of database.iterate(sql, JSON.stringify(ids))) {
    const { customer_id: customerId, customer_key: key } = KeyRow.parse(row);
    found.set(customerId, key);
  }
  if (found.size === 0) return;
  for (const row of rows) keys[row] = found.get(customerIds[row]!) ?? -1;
}

/** Rows of each group: for each slot the first row of its customer, −1 where there is none; and the rows left over. */
export function rowsByGroup(keys: Float64Array): { groups: Map<number, Int32Array>; leftOver: number[] } {
  const groups = new Map<number, Int32Array>();
  const leftOver: number[] = [];
  let group = -1;
  let rowOf: Int32Array = new Int32Array(0);
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!;
    if (groupOf(key) !== group) {
      group = groupOf(key);
      rowOf = groups.get(group) ?? new Int32Array(groupSize).fill(-1);
      groups.set(group, rowOf);
    }
    if (rowOf[slotOf(key)]! >= 0) leftOver.push(row);
    else rowOf[slotOf(key)] = row;
  }
  return { groups, leftOver };
}
