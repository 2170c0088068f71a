import { z } from 'zod';
import type { PastScore } from '../../../core/scoring/customer-record.ts';
import { tiers } from '../../../core/scoring/score.ts';
import { compactRow, type ScoredRows, warningsByRow } from '../../../core/scoring/scored-rows.ts';
import { ShortHistory, shortHistory } from '../../../core/scoring/short-history.ts';
import { groupSize, keyOf, slotOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import { HistoryWriter, scoringCode } from './group-histories.ts';
import { GroupWriter } from './group-writer.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { nobody, noValueAtRisk, type Places } from './places.ts';
import { putOne, singleOfRow, takeOut, upsertSingle } from './put-single.ts';
import { keysOfRows, rowsByGroup } from './row-keys.ts';
import { RowSignatures } from './row-signatures.ts';
import type { TierTally } from './tier-tally.ts';

const Single = z.object({ customer_key: z.int(), history: z.string() });

/** With fewer rows than these a group that is there already is not even looked at. */
const leastOfGroup = 8;

/** Writes one call of `putScoredRows`, within one transaction. */
export class RowsPutter {
  readonly #kept: KeptCustomers;
  readonly #edits: GroupEdits;
  readonly #tally: TierTally;
  readonly #rows: ScoredRows;
  readonly #writer: GroupWriter;
  readonly #before: Int8Array;
  /** Rows that are put one by one once the groups are written. */
  readonly #later: number[] = [];
  #signatures: RowSignatures | undefined;
  #keys: Float64Array = new Float64Array(0);
  #scoring = 0;
  #firstNewGroup = 0;

  constructor(kept: KeptCustomers, edits: GroupEdits, tally: TierTally, rows: ScoredRows) {
    this.#kept = kept;
    this.#edits = edits;
    this.#tally = tally;
    this.#rows = rows;
    this.#writer = new GroupWriter(rows);
    this.#before = new Int8Array(rows.count).fill(-1);
  }

  /** @returns tiers before, as `putScoredRows` */
  put(): Int8Array {
    const { sheet, dropId, scoredAt } = this.#rows;
    this.#kept.features.include(sheet.values);
    this.#scoring = this.#kept.scorings.ofDrop(sheet.modelVersion, dropId, scoredAt);
    this.#signatures = new RowSignatures(this.#rows, this.#kept.features.names);
    const warnings = warningPlaces(this.#rows);
    this.#firstNewGroup = this.#edits.lastGroup + 1;
    this.#keys = keysOfRows(this.#kept.database, this.#edits, this.#rows.customerIds.slice(0, this.#rows.count));
    const { groups, leftOver } = rowsByGroup(this.#keys);
    this.#later.push(...leftOver);
    for (const [group, rowOf] of groups) this.#putGroup(group, rowOf, warnings);
    this.#putLater();
    return this.#before;
  }

  #putGroup(group: number, rowOf: Int32Array, warningsOf: (row: number) => readonly number[]): void {
    const slots: number[] = [];
    for (let slot = 0; slot < groupSize; slot++) if (rowOf[slot]! >= 0) slots.push(slot);
    const places = Int32Array.from(slots, (slot) => rowOf[slot]!);
    const earlier = this.#isMostOf(group, slots.length) ? this.#kept.historiesOf(group) : null;
    if (earlier === null || (earlier && !this.#isNews(earlier.scorings()))) {
      this.#later.push(...places);
      return;
    }
    const warnings = slots.flatMap((slot) => warningsOf(rowOf[slot]!));
    const singles = this.#singlesOf(group);
    for (const [slot, history] of singles) {
      // Whoever was scored meanwhile, or by this drop before, goes the way that looks closely.
      if (rowOf[slot]! >= 0 && !this.#isNewsTo(history)) {
        this.#later.push(...places);
        return;
      }
    }
    this.#moveOut(group, rowOf, singles, earlier);
    const depth = Math.max(earlier?.layers ?? 0, ...Array.from(singles.values(), ({ length }) => length));
    const histories = new HistoryWriter(slots, depth + 1);
    for (const [row, slot] of slots.entries()) this.#writeHistory(histories, row, slot, rowOf[slot]!, earlier, singles);
    const { database } = this.#kept;
    if (singles.size > 0) {
      for (const slot of slots) {
        if (singles.has(slot)) {
          database.run('DELETE FROM single_customers WHERE customer_key = ?', keyOf(group, slot));
        }
      }
    }
    const body = this.#writer.write(slots, places, warnings);
    database.run('INSERT OR REPLACE INTO group_scores (customer_group, body) VALUES (?, ?)', group, body);
    database.run('INSERT OR REPLACE INTO group_histories (customer_group, body) VALUES (?, ?)', group, histories.bytes);
    this.#setPlaces(this.#edits.places(group, this.#kept.features.names.length), slots, places);
  }

  /** Whether so many are enough of a group's customers to write it anew. */
  #isMostOf(group: number, count: number): boolean {
    if (count < leastOfGroup && group < this.#firstNewGroup) return false;
    return 2 * count >= this.#edits.ids(group).filter((id) => id !== null).length;
  }

  /** Whether all of these scorings are of other drops, and none is newer than this one. */
  #isNews(scorings: ReadonlySet<number>): boolean {
    const { dropId, scoredAt } = this.#rows;
    const atMs = Date.parse(scoredAt);
    for (const scoring of scorings) {
      const { drop_id: drop, scored_at: at } = this.#kept.scorings.get(scoring);
      if (drop === dropId || Date.parse(at) > atMs) return false;
    }
    return true;
  }

  #isNewsTo(history: PastScore[]): boolean {
    const atMs = Date.parse(this.#rows.scoredAt);
    const prefix = `${this.#rows.dropId}.`;
    return history.every(({ scoreId, scoredAt }) => Date.parse(scoredAt) <= atMs && !scoreId.startsWith(prefix));
  }

  #singlesOf(group: number): Map<number, PastScore[]> {
    const rows = this.#kept.database.all(
      'SELECT customer_key, history FROM single_customers WHERE customer_key BETWEEN ? AND ?',
      keyOf(group, 0),
      keyOf(group, groupSize - 1),
    );
    if (rows.length === 0) return new Map();
    return new Map(
      z
        .array(Single)
        .parse(rows)
        .map(({ customer_key: key, history }) => [slotOf(key), ShortHistory.parse(JSON.parse(history))]),
    );
  }

  /** Customers of whom the group's blobs speak and the new ones will not, get rows of their own. */
  #moveOut(
    group: number,
    rowOf: Int32Array,
    singles: ReadonlyMap<number, unknown>,
    histories: ReturnType<KeptCustomers['historiesOf']>,
  ): void {
    const left = Array.from(histories?.slots ?? []).filter((slot) => rowOf[slot]! < 0 && !singles.has(slot));
    if (!histories || left.length === 0) return;
    const scores = this.#kept.scoresOf(group);
    for (const slot of left) {
      const history = histories.at(slot, this.#kept.scorings);
      const score = scores?.at(slot);
      if (!score || history.length === 0) continue;
      this.#kept.database.run(
        upsertSingle,
        keyOf(group, slot),
        JSON.stringify(score),
        JSON.stringify(shortHistory(history)),
      );
    }
  }

  #writeHistory(
    histories: HistoryWriter,
    row: number,
    slot: number,
    from: number,
    earlier: ReturnType<KeptCustomers['historiesOf']>,
    singles: ReadonlyMap<number, PastScore[]>,
  ): void {
    const { tier, lines, probability } = this.#rows;
    histories.set(0, row, scoringCode(this.#scoring, tier[from]!), lines[from]!, probability[from]!);
    const own = singles.get(slot);
    if (!own) {
      earlier?.copyTo(slot, histories, row, 1);
      return;
    }
    for (const [layer, past] of own.slice(0, histories.layers - 1).entries()) {
      const code = scoringCode(this.#kept.scorings.ofScore(past), tiers.indexOf(past.tier));
      histories.set(layer + 1, row, code, 0, past.probability);
    }
  }

  #setPlaces(places: Places, slots: readonly number[], from: Int32Array): void {
    const { tier, probability, valueAtRiskMinor } = this.#rows;
    for (const [index, slot] of slots.entries()) {
      const row = from[index]!;
      takeOut(places, slot, this.#tally);
      const isKnown = places.tier[slot] !== nobody;
      this.#before[row] = isKnown ? places.tier[slot]! : -1;
      places.movement[slot] = isKnown ? probability[row]! - places.probability[slot]! : 0;
      places.tier[slot] = tier[row]!;
      const amount = valueAtRiskMinor ? valueAtRiskMinor[row]! : Number.NaN;
      places.valueAtRisk[slot] = Number.isNaN(amount) ? noValueAtRisk : amount;
      places.probability[slot] = probability[row]!;
      this.#tally.add(tier[row]!, places.valueAtRisk[slot], 1);
    }
    this.#signatures?.write(places, slots, from);
  }

  #putLater(): void {
    if (this.#later.length === 0) return;
    const warningsOf = warningsByRow(this.#rows.warnings);
    for (const row of this.#later.sort((a, b) => a - b)) {
      const figures = compactRow(this.#rows, row, warningsOf(row));
      const score = singleOfRow(this.#rows.customerIds[row]!, figures, this.#rows.sheet);
      const { tier: before } = putOne(this.#kept, this.#edits, this.#tally, score, this.#keys[row]);
      this.#before[row] = before === null ? -1 : tiers.indexOf(before);
    }
  }
}

/** Places of each row's warnings. */
function warningPlaces({ warnings: { rows } }: ScoredRows): (row: number) => readonly number[] {
  const none: number[] = [];
  const found = new Map<number, number[]>();
  for (let i = 0; i < rows.length; i++) {
    const places = found.get(rows[i]!);
    if (places) places.push(i);
    else found.set(rows[i]!, [i]);
  }
  return (row) => found.get(row) ?? none;
}
