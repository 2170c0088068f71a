import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import { forgetCustomer } from '../../core/intake/forget-customer.ts';
import { Receipt } from '../../core/intake/receipt.ts';
import type { CustomerRecords, Page, PageRequest } from '../../core/ports.ts';
import type { FeatureValues } from '../../core/profile/profile.ts';
import {
  type CustomerExport,
  type CustomerPage,
  type CustomerQuery,
  type CustomerRecord,
  type RecordedScore,
  TimelineEntry,
} from '../../core/scoring/customer-record.ts';
import type { Tier } from '../../core/scoring/score.ts';
import type { ScoredRows } from '../../core/scoring/scored-rows.ts';
import type { ScoringSheet } from '../../core/scoring/scoring-sheet.ts';
import { forgetInEvents } from '../events/forget-in-events.ts';
import { listCustomers } from './customer-list.ts';
import type { Database } from './database.ts';
import { CustomerIndex } from './groups/customer-index.ts';
import { eraseKept } from './groups/erase-kept.ts';
import { everyNth } from './groups/every-nth.ts';
import { GroupEdits } from './groups/group-edits.ts';
import { KeptCustomers } from './groups/kept-customers.ts';
import { NewKeys } from './groups/new-keys.ts';
import type { PackedGroups } from './groups/packed-groups.ts';
import { RowsPutter } from './groups/put-rows.ts';
import { putSingle, type ScoredBefore } from './groups/put-single.ts';
import { settleMost } from './groups/settle.ts';
import { TierTally } from './groups/tier-tally.ts';
import { pageOf } from './json-list.ts';
import { scrubPages } from './scrub-pages.ts';

/** Scores per transaction: enough to spread the fsync, few enough that other writers and requests get their turn. */
const scoresPerTransaction = 1000;

/** What a row of a drop adds to the log, bytes: its part of groups, and of pages of the index. */
const loggedBytes = 500;

/** Groups settled in one transaction before somebody is erased. */
const settledTogether = 256;

const TierTotal = z.object({ tier: z.string(), customers: z.int(), value_at_risk: z.int() });
const DropRow = z.object({ id: z.string(), body: z.string() });
const TimelineRow = z.object({ at_ms: z.int(), entry_id: z.string(), body: z.string() });
const TimelinePosition = z.tuple([z.int(), z.string()]);

/** Records that take rows whose groups another thread has packed. */
export interface PackedCustomerRecords extends CustomerRecords {
  putScoredRows(rows: ScoredRows, packed?: PackedGroups): Promise<Int8Array>;
}

/** Customers in one SQLite file; see {@link CustomerRecords}. */
export class SqliteCustomerRecords implements PackedCustomerRecords {
  readonly #database: Database;
  readonly #kept: KeptCustomers;
  readonly #index: CustomerIndex;

  constructor(database: Database, newKeys = new NewKeys(database)) {
    this.#database = database;
    this.#kept = new KeptCustomers(database, newKeys);
    this.#index = new CustomerIndex(database);
  }

  async putScores(scores: readonly RecordedScore[]): Promise<readonly (Tier | null)[]> {
    const tiersBefore: (Tier | null)[] = [];
    for (let start = 0; start < scores.length; start += scoresPerTransaction) {
      if (start > 0) await setImmediate();
      const part = scores.slice(start, start + scoresPerTransaction);
      this.#write((edits, tally) => {
        for (const score of part) tiersBefore.push(this.#put(score, edits, tally).tier);
      });
    }
    return tiersBefore;
  }

  /**
   * As {@link putScores}, for as few scores as one transaction takes, and together with what `within` writes: all of it is
   * kept or nothing.
   *
   * @param within - is given what there was before each score
   */
  putTogether(
    scores: readonly RecordedScore[],
    within: (before: readonly ScoredBefore[]) => void,
  ): readonly ScoredBefore[] {
    return this.#write((edits, tally) => {
      const before = scores.map((score) => this.#put(score, edits, tally));
      within(before);
      return before;
    });
  }

  /** @param packed - what {@link packGroups} makes of the rows, if another thread has done that */
  async putScoredRows(rows: ScoredRows, packed?: PackedGroups): Promise<Int8Array> {
    this.#kept.sheets.keep(rows.sheet);
    const put = (edits: GroupEdits, tally: TierTally) => new RowsPutter(this.#kept, edits, tally, rows, packed).put();
    return this.#write(put, (work) => this.#database.unflushedTransaction(work, rows.count * loggedBytes));
  }

  async flush(): Promise<void> {
    await this.#database.flushed();
    // A commit that is flushed takes all before it along.
    this.#database.transaction(() => this.#database.run('UPDATE customer_changes SET number = number'));
  }

  async keepSheet(sheet: ScoringSheet): Promise<void> {
    this.#kept.sheets.keep(sheet);
  }

  async get(customerId: string): Promise<CustomerRecord | undefined> {
    return this.#find(customerId);
  }

  async getMany(customerIds: readonly string[]): Promise<readonly (CustomerRecord | undefined)[]> {
    return customerIds.map((customerId) => this.#find(customerId));
  }

  async *everyNth(step: number): AsyncGenerator<readonly FeatureValues[]> {
    yield* everyNth(this.#kept, step);
  }

  async list(query: CustomerQuery): Promise<CustomerPage> {
    return listCustomers(this.#kept, this.#index, query);
  }

  async tierTotals(): ReturnType<CustomerRecords['tierTotals']> {
    const rows = z.array(TierTotal).parse(this.#database.all('SELECT * FROM tier_totals'));
    const of = (tier: string): { customers: number; valueAtRiskMinor: number } => {
      const row = rows.find((candidate) => candidate.tier === tier);
      return { customers: row?.customers ?? 0, valueAtRiskMinor: row?.value_at_risk ?? 0 };
    };
    return { high: of('high'), medium: of('medium'), low: of('low') };
  }

  async addTimeline(entry: TimelineEntry): Promise<void> {
    this.#database.run(
      `INSERT INTO timeline (customer_id, at_ms, entry_id, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (customer_id, entry_id) DO UPDATE SET at_ms = excluded.at_ms, body = excluded.body`,
      entry.customerId,
      Date.parse(entry.at),
      entry.entryId,
      JSON.stringify(entry),
    );
  }

  async timeline(customerId: string, { limit, cursor }: PageRequest): Promise<Page<TimelineEntry>> {
    const name = JSON.stringify(['timeline', customerId]);
    const [atMs, entryId] =
      cursor === undefined ? [Number.MAX_SAFE_INTEGER, ''] : decodeCursor(cursor, name, TimelinePosition);
    const rows = this.#database.all(
      `SELECT at_ms, entry_id, body FROM timeline WHERE customer_id = ? AND (at_ms, entry_id) < (?, ?)
       ORDER BY at_ms DESC, entry_id DESC LIMIT ?`,
      customerId,
      atMs,
      entryId,
      limit + 1,
    );
    return pageOf(z.array(TimelineRow).parse(rows), limit, {
      item: ({ body }) => TimelineEntry.parse(JSON.parse(body)),
      cursor: (row) => encodeCursor(name, [row.at_ms, row.entry_id]),
    });
  }

  async export(customerId: string): Promise<CustomerExport | undefined> {
    const record = this.#find(customerId);
    if (!record) return undefined;
    const { items } = await this.timeline(customerId, { limit: Number.MAX_SAFE_INTEGER - 1 });
    return { record, timeline: [...items] };
  }

  async erase(customerId: string): Promise<boolean> {
    // The customer may have moved on from groups that still speak of them.
    while (this.#write((edits) => settleMost(this.#kept, edits, settledTogether)) === settledTogether)
      await setImmediate();
    const erased = this.#write((edits, tally) => {
      settleMost(this.#kept, edits, Number.MAX_SAFE_INTEGER);
      const customers = eraseKept(this.#kept, edits, tally, customerId) ? 1 : 0;
      const entries = this.#database.run('DELETE FROM timeline WHERE customer_id = ?', customerId);
      const answers = this.#database.run(
        'DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency_customers WHERE customer_id = ?)',
        customerId,
      );
      this.#forgetQuarantined(customerId);
      forgetInEvents(this.#database, customerId);
      return customers + entries + answers > 0;
    });
    this.#database.checkpoint();
    await scrubPages(this.#database);
    return erased;
  }

  /** Receipts show some of the rows that were set aside; one of them may be the customer's. */
  #forgetQuarantined(customerId: string): void {
    const id = JSON.stringify(customerId).slice(1, -1);
    for (const row of this.#database.all('SELECT id, body FROM drops WHERE instr(body, ?) > 0', id)) {
      const { id: dropId, body } = DropRow.parse(row);
      const without = forgetCustomer(Receipt.parse(JSON.parse(body)), customerId);
      if (without) this.#database.run('UPDATE drops SET body = ? WHERE id = ?', JSON.stringify(without), dropId);
    }
  }

  #find(customerId: string): CustomerRecord | undefined {
    this.#kept.newKeys.refresh();
    const key = new GroupEdits(this.#database, this.#kept.newKeys).find(customerId);
    return key === undefined ? undefined : this.#kept.recordOf(key, customerId);
  }

  #put(score: RecordedScore, edits: GroupEdits, tally: TierTally): ScoredBefore {
    return putSingle(this.#kept, edits, tally, score);
  }

  /** One transaction, with the groups that it works on and what it does to the totals. */
  #write<T>(
    work: (edits: GroupEdits, tally: TierTally) => T,
    transaction = (within: () => T): T => this.#database.transaction(within),
  ): T {
    try {
      return transaction(() => {
        this.#kept.newKeys.refresh();
        const edits = new GroupEdits(this.#database, this.#kept.newKeys);
        const tally = new TierTally();
        const result = work(edits, tally);
        edits.flush();
        this.#kept.newKeys.indexSome(edits);
        tally.flush(this.#database);
        return result;
      });
    } catch (error) {
      this.#kept.scorings.forget();
      this.#kept.newKeys.forget();
      throw error;
    }
  }
}
