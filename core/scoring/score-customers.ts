import { z } from 'zod';
import type { Champion } from '../lifecycle/champion.ts';
import type { ShadowObserver } from '../lifecycle/shadow/shadow-scorer.ts';
import type { Clock, CustomerRecords, Events } from '../ports.ts';
import { type CustomerRecord, PastScore, RecordedScore } from './customer-record.ts';
import { Score } from './score.ts';
import type { CustomerToScore } from './scoring-model.ts';
import { sheetOf } from './scoring-sheet.ts';
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
  /** Does what both do in one go, where a home can; left out: scores are recorded, and told of after that. */
  readonly recordAndTell?: ((scores: readonly RecordedScore[]) => Promise<unknown>) | undefined;
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
function previousOf(record: CustomerRecord | undefined, scoreId: string): ScoredCustomer['previous'] {
  const past = record?.history.find((score) => score.scoreId !== scoreId);
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
  const [known] = await Promise.all([
    ports.customers.getMany(customers.map(({ customerId }) => customerId)),
    record ? ports.customers.keepSheet(sheetOf(engine, version)) : undefined,
  ]);
  const scoredAt = ports.clock.now().toISOString();
  const scores: ScoredCustomer[] = [];
  const recorded: RecordedScore[] = [];
  for (const [i, score] of (await engine.score(customers, { reasons })).entries()) {
    const customer = customers[i]!;
    const made = { ...score, scoreId: ports.newScoreId(customer, i), scoredAt };
    const { values, monthlyValueMinor } = customer;
    scores.push({ ...made, previous: previousOf(known[i], made.scoreId) });
    recorded.push({ ...made, modelVersion: version, dropId, features: values, monthlyValueMinor });
  }
  if (record) {
    if (ports.recordAndTell) {
      await ports.recordAndTell(recorded);
    } else {
      const tiersBefore = await ports.customers.putScores(recorded);
      await ports.events.publish(...eventsOfScores(recorded, tiersBefore));
    }
  }
  await ports.shadow?.observe({ champion, values: customers.map(({ values }) => values), scores });
  return { model: version, scores };
}
