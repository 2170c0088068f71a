import { z } from 'zod';
import type { Champion } from '../lifecycle/champion.ts';
import type { ShadowObserver } from '../lifecycle/shadow/shadow-scorer.ts';
import type { Clock, CustomerRecords, Events } from '../ports.ts';
import { type CustomerRecord, PastScore, RecordedScore } from './customer-record.ts';
import { Score } from './score.ts';
import type { CustomerToScore } from './scoring-model.ts';
import { type ScoringSheet, sheetOf } from './scoring-sheet.ts';
import { eventsOfScores } from './tier-events.ts';

/** A score as it is answered: what the engine says, when, and what was said before. */
export const ScoredCustomer = Score.extend({
  scoreId: RecordedScore.shape.scoreId,
  scoredAt: RecordedScore.shape.scoredAt,
  previous: PastScore.pick({ probability: true, tier: true, scoredAt: true })
    .nullable()
    .meta({ description: 'The score before this one; null for a customer scored for the first time' }),
});
export type ScoredCustomer = z.infer<typeof ScoredCustomer>;

export interface ScoreCustomersPorts {
  /** @throws {DomainError} `no-champion` */
  readonly champion: () => Promise<Champion>;
  readonly customers: Pick<CustomerRecords, 'getMany' | 'keepSheet' | 'putScores'>;
  /** Must not fail: what is recorded is answered, told or not. See `unfailingEvents`. */
  readonly events: Events;
  /**
   * Records scores and tells of them in one go, where a home can; left out: they are recorded, and told of after that.
   *
   * @returns for each the newest score that its customer had before
   */
  readonly recordAndTell?:
    | ((scores: readonly RecordedScore[]) => Promise<readonly { readonly newest: PastScore | null }[]>)
    | undefined;
  readonly clock: Clock;
  /** Looks on: what it thinks changes nothing. */
  readonly shadow?: ShadowObserver | undefined;
  /** Random for a request; `dropScoreId` for a row of a drop, so that a replay writes nothing twice. */
  readonly newScoreId: (customer: CustomerToScore, index: number) => string;
}

export interface ScoreCustomersRequest {
  /** Their values fit the profile of the champion. */
  readonly customers: readonly CustomerToScore[];
  /** Whether the scores are kept on the customers' records. */
  readonly record: boolean;
  /** Reasons per customer, largest first; all if left out. */
  readonly reasons?: number | undefined;
  /** Drop that the customers came in; null for a request. */
  readonly dropId?: string | null | undefined;
}

/** The newest score of a record that is not the one just made (a replayed drop meets its own). */
function newestBefore(record: CustomerRecord | undefined, scoreId: string): PastScore | null {
  return record?.history.find((score) => score.scoreId !== scoreId) ?? null;
}

function previousOf(past: PastScore | null | undefined): ScoredCustomer['previous'] {
  return past ? { probability: past.probability, tier: past.tier, scoredAt: past.scoredAt } : null;
}

/**
 * Scores customers with the champion, sets each beside its previous score, and records them if asked. What was recorded
 * is told before this returns: a function of AWS is frozen once it has answered.
 *
 * @returns scores in the order of the customers, and the version of the model that made them
 * @throws {DomainError} `no-champion`
 */
export async function scoreCustomers(
  { customers, record, reasons, dropId = null }: ScoreCustomersRequest,
  ports: ScoreCustomersPorts,
): Promise<{ model: string; scores: ScoredCustomer[] }> {
  const champion = await ports.champion();
  const { version, engine } = champion;
  const scoredAt = ports.clock.now().toISOString();
  const recorded = (await engine.score(customers, { reasons })).map((score, i): RecordedScore => {
    const customer = customers[i]!;
    const { values, monthlyValueMinor } = customer;
    const scoreId = ports.newScoreId(customer, i);
    return { ...score, scoreId, scoredAt, modelVersion: version, dropId, features: values, monthlyValueMinor };
  });
  const before = await recordIfAsked(record ? sheetOf(engine, version) : undefined, recorded, ports);
  const scores = recorded.map(
    ({ modelVersion: _version, dropId: _drop, features: _features, monthlyValueMinor: _money, ...score }, i) => ({
      ...score,
      previous: previousOf(before[i]),
    }),
  );
  await ports.shadow?.observe({ champion, values: customers.map(({ values }) => values), scores });
  return { model: version, scores };
}

/**
 * @param sheet - of the scores, if they are to be recorded
 * @returns for each the newest score that its customer had before
 */
async function recordIfAsked(
  sheet: ScoringSheet | undefined,
  scores: readonly RecordedScore[],
  { customers, events, recordAndTell }: ScoreCustomersPorts,
): Promise<readonly (PastScore | null)[]> {
  const kept = sheet && customers.keepSheet(sheet);
  if (recordAndTell && kept) {
    await kept;
    return (await recordAndTell(scores)).map(({ newest }) => newest);
  }
  const [known] = await Promise.all([customers.getMany(scores.map(({ customerId }) => customerId)), kept]);
  if (sheet) {
    const tiersBefore = await customers.putScores(scores);
    await events.publish(...eventsOfScores(scores, tiersBefore));
  }
  return scores.map(({ scoreId }, i) => newestBefore(known[i], scoreId));
}
