import { z } from 'zod';
import { CustomerId, Score, Tier, tiers } from './score.ts';

const values = z.record(z.string(), z.union([z.number(), z.string(), z.null()]));

/** A score as it is kept, with the features it rests on. */
export const RecordedScore = Score.extend({
  scoreId: z.string().min(1).meta({ description: 'Stable: the same row of the same drop always gets the same id' }),
  scoredAt: z.iso.datetime(),
  modelVersion: z.string(),
  dropId: z.string().nullable(),
  features: values,
  monthlyValueMinor: z.int().nullable(),
});
export type RecordedScore = z.infer<typeof RecordedScore>;

/** One line of a customer's compact history. */
export const PastScore = RecordedScore.pick({
  scoreId: true,
  scoredAt: true,
  modelVersion: true,
  probability: true,
  tier: true,
});
export type PastScore = z.infer<typeof PastScore>;

/** How many scores a customer's compact history holds. */
export const historyLength = 26;

/** The newest snapshot and score, and the compact history, newest first (the newest score included). */
export const CustomerRecord = z.strictObject({
  customerId: CustomerId,
  latest: RecordedScore,
  history: z.array(PastScore).max(historyLength),
});
export type CustomerRecord = z.infer<typeof CustomerRecord>;

/** Probability of the newest score minus that of the one before it; 0 for a customer scored once. */
export function movementOf(record: Pick<CustomerRecord, 'history'>): number {
  const [newest, before] = record.history;
  return newest && before ? newest.probability - before.probability : 0;
}

export const timelineKinds = ['alert', 'verdict', 'outcome'] as const;
export const TimelineEntry = z.strictObject({
  entryId: z.string(),
  customerId: CustomerId,
  at: z.iso.datetime(),
  kind: z.enum(timelineKinds),
  detail: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A line of the customer list. */
export const CustomerSummary = z.strictObject({
  customerId: CustomerId,
  scoredAt: z.iso.datetime(),
  probability: Score.shape.probability,
  tier: Tier,
  movement: z.number().min(-1).max(1).meta({ description: 'Change of the probability since the score before' }),
  valueAtRisk: Score.shape.valueAtRisk,
  topReason: Score.shape.reasons.element.nullable(),
  play: Score.shape.play,
});
export type CustomerSummary = z.infer<typeof CustomerSummary>;

export const customerSorts = ['valueAtRisk', 'probability', 'movement'] as const;

/** Which customers, largest first by `sort`, ties by id. */
export interface CustomerQuery {
  readonly tier?: (typeof tiers)[number] | undefined;
  /** Equality on snapshot features, at most 3. */
  readonly segments: Readonly<Record<string, string>>;
  readonly sort: (typeof customerSorts)[number];
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface CustomerPage {
  readonly items: readonly CustomerSummary[];
  readonly cursor?: string | undefined;
}

/** Everything held on one customer. */
export const CustomerExport = z.strictObject({ record: CustomerRecord, timeline: z.array(TimelineEntry) });
export type CustomerExport = z.infer<typeof CustomerExport>;
