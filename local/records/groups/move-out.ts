import { shortHistory } from '../../../core/scoring/short-history.ts';
import { keyOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import type { GroupHistories } from './group-histories.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { upsertSingle } from './put-single.ts';

/**
 * Customers of whom the group's blobs speak and the new ones will not, get rows of their own.
 *
 * @param isElsewhere - whether the new blobs or a row speak of a slot's customer
 */
export function moveOut(
  kept: KeptCustomers,
  edits: GroupEdits,
  group: number,
  histories: GroupHistories | undefined,
  isElsewhere: (slot: number) => boolean,
): void {
  const left = Array.from(histories?.slots ?? []).filter((slot) => !isElsewhere(slot));
  if (!histories || left.length === 0) return;
  const ids = edits.ids(group); // null of those who have moved on
  const scores = kept.scoresOf(group);
  for (const slot of left) {
    if (ids[slot] === null) continue;
    const history = histories.at(slot, kept.scorings);
    const score = scores?.at(slot);
    if (!score || history.length === 0) continue;
    kept.database.run(upsertSingle, keyOf(group, slot), JSON.stringify(score), JSON.stringify(shortHistory(history)));
  }
}
