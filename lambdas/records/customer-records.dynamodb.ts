import type { CustomerRecords, Page, PageRequest } from '../../core/ports.ts';
import type {
  CustomerExport,
  CustomerPage,
  CustomerQuery,
  CustomerRecord,
  RecordedScore,
  TimelineEntry,
} from '../../core/scoring/customer-record.ts';
import type { Tier } from '../../core/scoring/score.ts';
import type { ScoredRows } from '../../core/scoring/scored-rows.ts';
import { scoresOfRows, tierPlaces } from '../../core/scoring/scores-of-rows.ts';
import type { ScoringSheet } from '../../core/scoring/scoring-sheet.ts';
import { eachBounded } from '../shared/each-bounded.ts';
import { customerKey, recordOf, type ScoredBefore, scoredBefore, withScores } from './customer-item.ts';
import { listCustomers } from './customer-list.ts';
import { eraseCustomer } from './erase-customer.ts';
import type { RecordsTable } from './records-table.ts';
import { SheetItems } from './sheet-items.ts';
import { tierTotals } from './tier-totals.ts';
import { addTimeline, readTimeline } from './timeline.ts';

/** Customers read at once before their scores are written. */
const customersPerRead = 100;
/** Writes under way at once. */
const writesAtOnce = 16;
/** Another writer of the same customer got in between so often that something else is wrong. */
const mostAttempts = 20;

/** Customers in DynamoDB; see {@link CustomerRecords}. Every write is of one customer and conditional on what was read. */
export class DynamoCustomerRecords implements CustomerRecords {
  readonly #table: RecordsTable;
  readonly #sheets: SheetItems;
  readonly #keptDays: number | undefined;

  /** @param keptDays - days a customer is kept after the newest score; undefined: until erased */
  constructor(table: RecordsTable, keptDays?: number) {
    this.#table = table;
    this.#sheets = new SheetItems(table);
    this.#keptDays = keptDays;
  }

  async putScores(scores: readonly RecordedScore[]): Promise<readonly (Tier | null)[]> {
    const customers = [...Map.groupBy(scores.keys(), (index) => scores[index]?.customerId ?? '')];
    const tiersBefore: (Tier | null)[] = scores.map(() => null);
    for (let start = 0; start < customers.length; start += customersPerRead) {
      const part = customers.slice(start, start + customersPerRead);
      const items = await this.#table.getMany(part.map(([customerId]) => customerKey(customerId)));
      const before = new Map(items.map((item) => scoredBefore(item)).map((seen) => [seen.customerId, seen]));
      await eachBounded(part, writesAtOnce, async ([customerId, indexes]) => {
        const own = indexes.flatMap((index) => scores[index] ?? []);
        const found = await this.#put(customerId, own, before.get(customerId));
        for (const [place, index] of indexes.entries()) tiersBefore[index] = found[place] ?? null;
      });
    }
    return tiersBefore;
  }

  async #put(
    customerId: string,
    scores: readonly RecordedScore[],
    seen: ScoredBefore | undefined,
  ): Promise<readonly (Tier | null)[]> {
    let before = seen;
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const { item, tiersBefore } = withScores(before, scores, this.#sheets, this.#keptDays);
      if (!item) return tiersBefore;
      const unchanged = before
        ? { expression: '#revision = :revision', values: { ':revision': before.revision } }
        : { expression: 'attribute_not_exists(#pk)' };
      if (await this.#table.put(item, unchanged)) return tiersBefore;
      const found = await this.#table.get(customerKey(customerId));
      before = found === undefined ? undefined : scoredBefore(found);
    }
    throw new Error(`customer ${customerId} changed ${mostAttempts} times while a score was written`);
  }

  async putScoredRows(rows: ScoredRows): Promise<Int8Array> {
    await this.keepSheet(rows.sheet);
    return tierPlaces(await this.putScores(scoresOfRows(rows)));
  }

  /** What DynamoDB has taken is kept for good. */
  async flush(): Promise<void> {}

  keepSheet(sheet: ScoringSheet): Promise<void> {
    return this.#sheets.keep(sheet);
  }

  async get(customerId: string): Promise<CustomerRecord | undefined> {
    const item = await this.#table.get(customerKey(customerId));
    return item === undefined ? undefined : recordOf(item, this.#sheets);
  }

  async getMany(customerIds: readonly string[]): Promise<readonly (CustomerRecord | undefined)[]> {
    const items = await this.#table.getMany(Array.from(new Set(customerIds), customerKey));
    const records = await Promise.all(items.map((item) => recordOf(item, this.#sheets)));
    const found = new Map(records.map((record) => [record.customerId, record]));
    return customerIds.map((customerId) => found.get(customerId));
  }

  list(query: CustomerQuery): Promise<CustomerPage> {
    return listCustomers(this.#table, this.#sheets, query);
  }

  tierTotals(): ReturnType<CustomerRecords['tierTotals']> {
    return tierTotals(this.#table);
  }

  addTimeline(entry: TimelineEntry): Promise<void> {
    return addTimeline(this.#table, entry, this.#keptDays);
  }

  timeline(customerId: string, page: PageRequest): Promise<Page<TimelineEntry>> {
    return readTimeline(this.#table, customerId, page);
  }

  async export(customerId: string): Promise<CustomerExport | undefined> {
    const record = await this.get(customerId);
    if (!record) return undefined;
    const { items } = await this.timeline(customerId, { limit: Number.MAX_SAFE_INTEGER });
    return { record, timeline: [...items] };
  }

  erase(customerId: string): Promise<boolean> {
    return eraseCustomer(this.#table, customerId);
  }
}
