import { z } from 'zod';
import { type CustomerRecord, movementOf, PastScore, RecordedScore } from '../../core/scoring/customer-record.ts';
import { Tier, tiers } from '../../core/scoring/score.ts';

/** Stands in the index for "no value at risk known": below every amount. */
const noValueAtRisk = Number.MIN_SAFE_INTEGER;

const Stored = z.object({ customer_id: z.string(), history: z.string(), latest: z.string() });
const History = z.array(PastScore);

/** The record that a row of `customers` holds. */
export function recordOf(row: unknown): CustomerRecord {
  const { customer_id: customerId, history, latest } = Stored.parse(row);
  return { customerId, latest: RecordedScore.parse(JSON.parse(latest)), history: History.parse(JSON.parse(history)) };
}

const ScoredBefore = z.object({ tier: Tier, value_at_risk: z.int(), history: z.string() });

/** What the next score of a customer needs to know: not the long JSON of the latest one. */
export interface ScoredBefore {
  readonly tier: Tier;
  readonly valueAtRiskMinor: number;
  readonly history: PastScore[];
}

export const selectScoredBefore = 'SELECT tier, value_at_risk, history FROM customers WHERE customer_id = ?';

export function scoredBefore(row: unknown): ScoredBefore {
  const { tier, value_at_risk: value, history } = ScoredBefore.parse(row);
  return {
    tier,
    valueAtRiskMinor: value === noValueAtRisk ? 0 : value,
    history: History.parse(JSON.parse(history)),
  };
}

/** The columns of a customer whose newest score this is, in the order of {@link upsertCustomer}. */
export function columnsOf(latest: RecordedScore, history: PastScore[]): (string | number)[] {
  return [
    latest.customerId,
    latest.tier,
    latest.valueAtRisk?.amountMinor ?? noValueAtRisk,
    latest.probability,
    movementOf({ history }),
    JSON.stringify(latest.features),
    JSON.stringify(history),
    JSON.stringify(latest),
  ];
}

export const upsertCustomer = `
  INSERT INTO customers (customer_id, tier, value_at_risk, probability, movement, features, history, latest)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (customer_id) DO UPDATE SET tier = excluded.tier, value_at_risk = excluded.value_at_risk,
    probability = excluded.probability, movement = excluded.movement, features = excluded.features,
    history = excluded.history, latest = excluded.latest`;

export const updateHistory = 'UPDATE customers SET movement = ?, history = ? WHERE customer_id = ?';

/** Adds up what a transaction does to customers and value at risk per tier, so that totals cost no scan. */
export class TierTally {
  readonly #changes = new Map(tiers.map((tier) => [tier, { customers: 0, valueAtRiskMinor: 0 }]));

  add(tier: Tier, valueAtRiskMinor: number, sign: 1 | -1): void {
    const change = this.#changes.get(tier);
    if (!change) return;
    change.customers += sign;
    change.valueAtRiskMinor += sign * valueAtRiskMinor;
  }

  /** The tiers in which something changed. */
  changes(): { tier: string; customers: number; valueAtRiskMinor: number }[] {
    return Array.from(this.#changes, ([tier, { customers, valueAtRiskMinor }]) => ({
      tier,
      customers,
      valueAtRiskMinor,
    })).filter(({ customers, valueAtRiskMinor }) => customers !== 0 || valueAtRiskMinor !== 0);
  }
}
