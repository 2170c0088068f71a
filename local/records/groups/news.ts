import { z } from 'zod';
import type { PastScore } from '../../../core/scoring/customer-record.ts';
import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import { ShortHistory } from '../../../core/scoring/short-history.ts';
import { groupSize, keyOf, slotOf } from './group.ts';
import type { KeptCustomers } from './kept-customers.ts';

const Single = z.object({ customer_key: z.int(), history: z.string() });

/** Tells whether a drop's scores simply follow those that are kept. */
export class News {
  readonly dropId: string;
  readonly #kept: KeptCustomers;
  readonly #atMs: number;

  constructor(kept: KeptCustomers, { dropId, scoredAt }: ScoredRows) {
    this.dropId = dropId;
    this.#kept = kept;
    this.#atMs = Date.parse(scoredAt);
  }

  /** Whether all of these scorings are of other drops, and none is newer than this one. */
  isNews(scorings: ReadonlySet<number>): boolean {
    const atMs = this.#atMs;
    for (const scoring of scorings) {
      const { drop_id: drop, scored_at: at } = this.#kept.scorings.get(scoring);
      if (drop === this.dropId || Date.parse(at) > atMs) return false;
    }
    return true;
  }

  /** Whether all of these scores are of other drops, and none is newer. */
  isNewsTo(history: PastScore[]): boolean {
    const atMs = this.#atMs;
    const prefix = `${this.dropId}.`;
    return history.every(({ scoreId, scoredAt }) => Date.parse(scoredAt) <= atMs && !scoreId.startsWith(prefix));
  }

  /** Histories of a group's customers who have rows of their own, by slot. */
  singlesOf(group: number): Map<number, PastScore[]> {
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
}
