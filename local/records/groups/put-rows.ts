import type { PastScore } from '../../../core/scoring/customer-record.ts';
import { tiers } from '../../../core/scoring/score.ts';
import { compactRow, type ScoredRows, warningsByRow } from '../../../core/scoring/scored-rows.ts';
import { groupOf, groupSize, keyOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import { HistoryWriter, scoringCode } from './group-histories.ts';
import { GroupWriter } from './group-writer.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { moveOut } from './move-out.ts';
import { News } from './news.ts';
import { type PackedGroups, packedBody } from './packed-groups.ts';
import { nobody, noValueAtRisk, type Places } from './places.ts';
import { putOne, singleOfRow, takeOut } from './put-single.ts';
import { keysOfRows, moveKeys, rowsByGroup } from './row-keys.ts';
import { RowSignatures } from './row-signatures.ts';
import { takeMovers } from './scattered-rows.ts';
import { settleSome } from './settle.ts';
import type { TierTally } from './tier-tally.ts';
import { warningPlaces } from './warning-places.ts';

/** With fewer rows than these a group that is there already is not even looked at. */
const leastOfGroup = 8;

/** Fewer rows than these do not make new groups: a file in its known order has a part of a group at either end of a call. */
const leastMoved = 2 * groupSize;

/** Writes one call of `putScoredRows`, within one transaction. */
export class RowsPutter {
  readonly #kept: KeptCustomers;
  readonly #edits: GroupEdits;
  readonly #tally: TierTally;
  readonly #rows: ScoredRows;
  readonly #packed: PackedGroups | undefined;
  #writer: GroupWriter | undefined;
  readonly #news: News;
  readonly #before: Int8Array;
  /** Rows that are put one by one once the groups are written. */
  readonly #later: number[] = [];
  #signatures: RowSignatures | undefined;
  #keys: Float64Array = new Float64Array(0);
  #scoring = 0;
  #firstNewGroup = 0;

  /** @param packed - bodies that the rows make, if they were written elsewhere */
  constructor(kept: KeptCustomers, edits: GroupEdits, tally: TierTally, rows: ScoredRows, packed?: PackedGroups) {
    this.#kept = kept;
    this.#edits = edits;
    this.#tally = tally;
    this.#rows = rows;
    this.#packed = packed;
    this.#news = new News(kept, rows);
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
    const scattered: [group: number, rowOf: Int32Array][] = [];
    for (const [group, rowOf] of groups) {
      if (this.#isMostOf(group, rowOf, (ids) => ids.length)) this.#putGroup(group, rowOf, warnings);
      else scattered.push([group, rowOf]);
    }
    const rows = scattered.flatMap(([, rowOf]) => Array.from(rowOf.filter((row) => row >= 0)));
    if (rows.length >= leastMoved) this.#move(rows, warnings);
    else {
      for (const [group, rowOf] of scattered) {
        if (this.#isMostOf(group, rowOf, customersOf)) this.#putGroup(group, rowOf, warnings);
        else this.#later.push(...rowOf.filter((row) => row >= 0));
      }
    }
    this.#putLater();
    this.#edits.flush(); // with what is vacant now
    settleSome(this.#kept, this.#edits, dropId);
    return this.#before;
  }

  #putGroup(group: number, rowOf: Int32Array, warningsOf: (row: number) => readonly number[]): void {
    const slots: number[] = [];
    for (let slot = 0; slot < groupSize; slot++) if (rowOf[slot]! >= 0) slots.push(slot);
    const places = rowOf.filter((row) => row >= 0);
    const isKept = this.#edits.isKept(group);
    const earlier = isKept ? this.#kept.historiesOf(group) : undefined;
    if (earlier && !this.#news.isNews(earlier.scorings())) {
      this.#later.push(...places);
      return;
    }
    const warnings = slots.flatMap((slot) => warningsOf(rowOf[slot]!));
    const singles = isKept ? this.#news.singlesOf(group) : new Map<number, PastScore[]>();
    for (const [slot, history] of singles) {
      // Whoever was scored meanwhile, or by this drop before, goes the way that looks closely.
      if (rowOf[slot]! >= 0 && !this.#news.isNewsTo(history)) {
        this.#later.push(...places);
        return;
      }
    }
    moveOut(this.#kept, this.#edits, group, earlier, (slot) => rowOf[slot]! >= 0 || singles.has(slot));
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
    this.#writeGroup(group, slots, places, warnings, histories);
  }

  /** Customers whom the file's order does not find as neighbours become neighbours in new groups, in that order. */
  #move(scattered: readonly number[], warningsOf: (row: number) => readonly number[]): void {
    const { customerIds } = this.#rows;
    const movers = takeMovers(this.#kept, this.#edits, this.#news, scattered, this.#keys);
    const { leave, histories } = movers;
    const staying = new Set(movers.rows.keys());
    for (const place of leave) staying.delete(place);
    for (const place of staying) this.#later.push(movers.rows[place]!);
    if (leave.length === 0) return;
    const first = keyOf(this.#edits.lastGroup + 1, 0);
    const rows = leave.map((place) => movers.rows[place]!);
    const newKeys = new Map(rows.map((row, index) => [this.#keys[row]!, first + index]));
    for (const row of [...rows, ...this.#later]) this.#keys[row] = newKeys.get(this.#keys[row]!) ?? this.#keys[row]!;
    moveKeys(
      this.#kept,
      rows.map((row) => customerIds[row]!),
      first,
    );
    for (let at = 0; at < rows.length; at += groupSize) {
      const [part, own] = [Int32Array.from(rows.slice(at, at + groupSize)), leave.slice(at, at + groupSize)];
      const group = groupOf(first + at);
      const slots = Array.from(part.keys());
      const places = this.#edits.places(group, this.#kept.features.names.length);
      const depth = Math.max(...own.map((place) => histories.depths[place]!));
      const writer = new HistoryWriter(slots, depth + 1);
      for (const slot of slots) {
        const place = own[slot]!;
        this.#edits.setId(keyOf(group, slot), customerIds[part[slot]!]!);
        places.tier[slot] = movers.tier[place]!;
        places.valueAtRisk[slot] = movers.valueAtRisk[place]!;
        places.probability[slot] = movers.probability[place]!;
        this.#setNewest(writer, slot, part[slot]!);
        histories.copyTo(place, writer, slot);
      }
      this.#writeGroup(
        group,
        slots,
        part,
        slots.flatMap((slot) => warningsOf(part[slot]!)),
        writer,
      );
    }
  }

  #setNewest(histories: HistoryWriter, row: number, from: number): void {
    const { tier, lines, probability } = this.#rows;
    histories.set(0, row, scoringCode(this.#scoring, tier[from]!), lines[from]!, probability[from]!);
  }

  #writeGroup(
    group: number,
    slots: readonly number[],
    places: Int32Array,
    warnings: readonly number[],
    histories: HistoryWriter,
  ): void {
    const { database } = this.#kept;
    const body = this.#bodyOf(slots, places, warnings);
    database.run('INSERT OR REPLACE INTO group_scores (customer_group, body) VALUES (?, ?)', group, body);
    database.run('INSERT OR REPLACE INTO group_histories (customer_group, body) VALUES (?, ?)', group, histories.bytes);
    this.#setPlaces(this.#edits.places(group, this.#kept.features.names.length), slots, places);
  }

  #bodyOf(slots: readonly number[], places: Int32Array, warnings: readonly number[]): Uint8Array {
    const packed = this.#packed && packedBody(this.#packed, slots, places, this.#rows.count);
    if (packed) return packed;
    this.#writer ??= new GroupWriter(this.#rows);
    return this.#writer.write(slots, places, warnings);
  }

  /** Whether the rows are enough of a group to write it anew: half of what is counted of its ids. */
  #isMostOf(group: number, rowOf: Int32Array, counted: (ids: readonly (string | null)[]) => number): boolean {
    const count = rowOf.reduce((sum, row) => sum + (row >= 0 ? 1 : 0), 0);
    if (count < leastOfGroup && group < this.#firstNewGroup) return false;
    return 2 * count >= counted(this.#edits.ids(group));
  }

  #writeHistory(
    histories: HistoryWriter,
    row: number,
    slot: number,
    from: number,
    earlier: ReturnType<KeptCustomers['historiesOf']>,
    singles: ReadonlyMap<number, PastScore[]>,
  ): void {
    this.#setNewest(histories, row, from);
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

const customersOf = (ids: readonly (string | null)[]): number => ids.filter((id) => id !== null).length;
