import { rowsOfScores } from '../../../core/scoring/rows-of-scores.ts';
import { groupOf, slotOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import { HistoryWriter } from './group-histories.ts';
import { GroupWriter } from './group-writer.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { takeOut } from './put-single.ts';
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
  kept.database.run('DELETE FROM customer_keys WHERE customer_id = ?', customerId);
  kept.database.run('DELETE FROM single_customers WHERE customer_key = ?', key);
  writeWithout(kept, group, slotOf(key));
  return true;
}

function writeWithout(kept: KeptCustomers, group: number, slot: number): void {
  const scores = kept.scoresOf(group);
  const histories = kept.historiesOf(group);
  if (!scores?.slots.includes(slot) || !histories) return;
  const slots = Array.from(scores.slots).filter((other) => other !== slot);
  const { database } = kept;
  if (slots.length === 0) {
    database.run('DELETE FROM group_scores WHERE customer_group = ?', group);
    database.run('DELETE FROM group_histories WHERE customer_group = ?', group);
    return;
  }
  const sheet = kept.sheets.sheetOf(scores.header.model);
  if (!sheet) throw new Error(`the scoring sheet of model ${scores.header.model} is missing`);
  const left = slots.flatMap((other) => scores.at(other) ?? []);
  const rows = rowsOfScores(left, sheet);
  const writer = new HistoryWriter(slots, histories.layers);
  for (const [row, other] of slots.entries()) histories.copyTo(other, writer, row, 0);
  const warnings = Array.from(rows.warnings.rows.keys());
  const body = new GroupWriter(rows).write(slots, Int32Array.from(slots.keys()), warnings);
  database.run('UPDATE group_scores SET body = ? WHERE customer_group = ?', body, group);
  database.run('UPDATE group_histories SET body = ? WHERE customer_group = ?', writer.bytes, group);
}
