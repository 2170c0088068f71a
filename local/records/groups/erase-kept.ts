import { groupOf, slotOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { takeOut } from './put-single.ts';
import { writeWithout } from './settle.ts';
import type { TierTally } from './tier-tally.ts';

/** Removes what is kept of a customer's scores, and writes the blobs of the group without them. Within a transaction. */
export function eraseKept(kept: KeptCustomers, edits: GroupEdits, tally: TierTally, customerId: string): boolean {
  const key = edits.find(customerId);
  if (key === undefined) return false;
  const group = groupOf(key);
  const places = edits.places(group, kept.features.names.length);
  takeOut(places, slotOf(key), tally);
  places.clear(slotOf(key));
  edits.setId(key, null);
  for (const { scoreId } of kept.keptOf(key)?.history ?? []) {
    kept.database.run('DELETE FROM scorings WHERE score_id = ?', scoreId);
  }
  kept.scorings.forget();
  kept.newKeys.removed(customerId);
  kept.database.run('DELETE FROM customer_keys WHERE customer_id = ?', customerId);
  kept.database.run('DELETE FROM single_customers WHERE customer_key = ?', key);
  writeWithout(kept, group, new Set([slotOf(key)]));
  return true;
}
