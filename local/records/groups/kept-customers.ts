import { z } from 'zod';
import type { CustomerRecord, PastScore, RecordedScore } from '../../../core/scoring/customer-record.ts';
import { ShortHistory } from '../../../core/scoring/short-history.ts';
import type { Database } from '../database.ts';
import { groupOf, slotOf } from './group.ts';
import { Bytes } from './group-edits.ts';
import { GroupHistories } from './group-histories.ts';
import { GroupScores } from './group-scores.ts';
import type { NewKeys } from './new-keys.ts';
import { Scorings } from './scorings.ts';
import { SegmentFeatures } from './segment-features.ts';
import { Sheets } from './sheets.ts';

const Single = z.object({ latest: z.string(), history: z.string() });
const Body = z.object({ body: Bytes });

/** A customer's newest score as text, and the history. */
export interface KeptScore {
  readonly latest: () => string;
  readonly history: PastScore[];
}

/** Reads customers wherever they are kept: in a row of their own, or in the blobs of their group. */
export class KeptCustomers {
  readonly database: Database;
  readonly sheets: Sheets;
  readonly scorings: Scorings;
  readonly features: SegmentFeatures;
  readonly newKeys: NewKeys;

  constructor(database: Database, newKeys: NewKeys) {
    this.database = database;
    this.newKeys = newKeys;
    this.sheets = new Sheets(database);
    this.scorings = new Scorings(database);
    this.features = new SegmentFeatures(database);
  }

  scoresOf(group: number): GroupScores | undefined {
    const row = this.database.get('SELECT body FROM group_scores WHERE customer_group = ?', group);
    return row && new GroupScores(Body.parse(row).body);
  }

  historiesOf(group: number): GroupHistories | undefined {
    const row = this.database.get('SELECT body FROM group_histories WHERE customer_group = ?', group);
    return row && new GroupHistories(Body.parse(row).body);
  }

  /** What the next score needs; undefined where nothing is kept. */
  keptOf(key: number): KeptScore | undefined {
    const single = this.#singleOf(key);
    if (single) return { latest: () => single.latest, history: ShortHistory.parse(JSON.parse(single.history)) };
    const history = this.historiesOf(groupOf(key))?.at(slotOf(key), this.scorings) ?? [];
    if (history.length === 0) return undefined;
    return { latest: () => JSON.stringify(this.scoresOf(groupOf(key))?.at(slotOf(key))), history };
  }

  /** The newest score of a customer as a list shows it: with one reason. @param scoresOf - as {@link latestOf} takes it */
  latestForList(
    key: number,
    customerId: string,
    scoresOf: (group: number) => GroupScores | undefined,
  ): RecordedScore | undefined {
    return this.latestOf(key, customerId, scoresOf, true);
  }

  /**
   * The newest score of a customer.
   *
   * @param scoresOf - gives a group's scores; to read those of neighbours once
   */
  latestOf(
    key: number,
    customerId: string,
    scoresOf = (group: number): GroupScores | undefined => this.scoresOf(group),
    forList = false,
  ): RecordedScore | undefined {
    const single = this.#singleOf(key);
    if (single) return this.sheets.read(customerId, single.latest, forList);
    const score = scoresOf(groupOf(key))?.at(slotOf(key));
    return score && this.sheets.expand(customerId, score, forList);
  }

  recordOf(key: number, customerId: string): CustomerRecord | undefined {
    const kept = this.keptOf(key);
    if (!kept) return undefined;
    return { customerId, latest: this.sheets.read(customerId, kept.latest()), history: kept.history };
  }

  #singleOf(key: number): z.infer<typeof Single> | undefined {
    const row = this.database.get('SELECT latest, history FROM single_customers WHERE customer_key = ?', key);
    return row && Single.parse(row);
  }
}
