import { z } from 'zod';
import { type CustomerRecord, movementOf, PastScore, RecordedScore } from '../../core/scoring/customer-record.ts';
import { tiers } from '../../core/scoring/score.ts';

/** Stands in the index for "no value at risk known": below every amount. */
const noValueAtRisk = Number.MIN_SAFE_INTEGER;

const Stored = z.object({ customer_id: z.string(), history: z.string(), latest: z.string() });
const History = z.array(PastScore);

/** The record that a row of `customers` holds. */
export function recordOf(row: unknown): CustomerRecord {
  const { customer_id: customerId, history, latest } = Stored.parse(row);
  return { customerId, latest: RecordedScore.parse(JSON.parse(latest)), history: History.parse(JSON.parse(history)) };
}

/** The columns of a record, in the order of {@link upsertCustomer}. */
export function columnsOf(record: CustomerRecord): (string | number)[] {
  const { latest, history } = record;
  return [
    record.customerId,
    latest.tier,
    latest.valueAtRisk?.amountMinor ?? noValueAtRisk,
    latest.probability,
    movementOf(record),
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

/** Adds up what a transaction does to customers and value at risk per tier, so that totals cost no scan. */
export class TierTally {
  readonly #changes = new Map(tiers.map((tier) => [tier, { customers: 0, valueAtRiskMinor: 0 }]));

  add({ latest }: CustomerRecord, sign: 1 | -1): void {
    const change = this.#changes.get(latest.tier);
    if (!change) return;
    change.customers += sign;
    change.valueAtRiskMinor += sign * (latest.valueAtRisk?.amountMinor ?? 0);
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
