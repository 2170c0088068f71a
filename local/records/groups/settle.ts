import { z } from 'zod';
import { rowsOfScores } from '../../../core/scoring/rows-of-scores.ts';
import type { GroupEdits } from './group-edits.ts';
import { HistoryWriter } from './group-histories.ts';
import { GroupWriter } from './group-writer.ts';
import type { KeptCustomers } from './kept-customers.ts';

const Group = z.object({ customer_group: z.int() });

/** Groups that everybody has left, and others, that are settled beside one call of a drop. */
const besideACall = { deserted: 256, others: 8 };

/**
 * Settles some groups that customers have moved on from: those that nobody is left in, and those that the drop at hand
 * has not touched, since it may go on to empty its own. Within a transaction.
 */
export function settleSome(kept: KeptCustomers, edits: GroupEdits, dropId: string): void {
  const deserted = kept.database.all(
    'SELECT customer_group FROM vacancies WHERE stay = 0 LIMIT ?',
    besideACall.deserted,
  );
  const sql = 'SELECT customer_group FROM vacancies WHERE stay > 0 AND drop_id <> ? LIMIT ?';
  const others = kept.database.all(sql, dropId, besideACall.others);
  for (const { customer_group: group } of z.array(Group).parse([...deserted, ...others])) settle(kept, edits, group);
}

/** Settles groups, at most so many. Within a transaction. @returns how many were */
export function settleMost(kept: KeptCustomers, edits: GroupEdits, most: number): number {
  const groups = z.array(Group).parse(kept.database.all('SELECT customer_group FROM vacancies LIMIT ?', most));
  for (const { customer_group: group } of groups) settle(kept, edits, group);
  return groups.length;
}

function settle(kept: KeptCustomers, edits: GroupEdits, group: number): void {
  const gone = new Set(edits.vacancies.slotsOf(group));
  writeWithout(kept, group, gone);
  edits.settle(group);
}

/** Writes the scores and histories of a group again, without some slots. */
export function writeWithout(kept: KeptCustomers, group: number, gone: ReadonlySet<number>): void {
  const scores = kept.scoresOf(group);
  const histories = kept.historiesOf(group);
  if (!scores?.slots.some((slot) => gone.has(slot)) || !histories) return;
  const slots = Array.from(scores.slots).filter((slot) => !gone.has(slot));
  const { database } = kept;
  if (slots.length === 0) {
    database.run('DELETE FROM group_scores WHERE customer_group = ?', group);
    database.run('DELETE FROM group_histories WHERE customer_group = ?', group);
    return;
  }
  const sheet = kept.sheets.sheetOf(scores.header.model);
  if (!sheet) throw new Error(`the scoring sheet of model ${scores.header.model} is missing`);
  const left = slots.flatMap((slot) => scores.at(slot) ?? []);
  const rows = rowsOfScores(left, sheet);
  const writer = new HistoryWriter(slots, histories.layers);
  for (const [row, slot] of slots.entries()) histories.copyTo(slot, writer, row, 0);
  const warnings = Array.from(rows.warnings.rows.keys());
  const body = new GroupWriter(rows).write(slots, Int32Array.from(slots.keys()), warnings);
  database.run('UPDATE group_scores SET body = ? WHERE customer_group = ?', body, group);
  database.run('UPDATE group_histories SET body = ? WHERE customer_group = ?', writer.bytes, group);
}
