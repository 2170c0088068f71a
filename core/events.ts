import { z } from 'zod';
import { HighTierTotals } from './intake/receipt.ts';
import { ModelVersion } from './lifecycle/registry.ts';
import { Family } from './scoring/bundle.ts';
import { CustomerId, Tier } from './scoring/score.ts';

/** What every event says of itself. */
const head = {
  eventId: z.string().min(1).meta({ description: 'The same happening always has the same id: deliveries may repeat' }),
  at: z.iso.datetime(),
};
const drop = { dropId: z.string().min(1), fileName: z.string() };

/**
 * Most customers that one event speaks of. EventBridge takes 256 KB and bills every 64 KB as one event: a hundred
 * customers are some 15 KB with usual ids, and 94 KB with ids of 128 characters that JSON writes longest.
 */
export const mostCustomersPerEvent = 100;

/** A customer in an event. Ids and tiers only: who needs more asks the API, which checks what the asker may see. */
export const ScoredInEvent = z.strictObject({
  customerId: CustomerId,
  scoreId: z.string().min(1),
  tier: Tier,
  tierBefore: Tier.nullable().meta({ description: 'Tier of the score before; null for a first score' }),
});
export type ScoredInEvent = z.infer<typeof ScoredInEvent>;

const scored = {
  modelVersion: z.string(),
  dropId: z.string().nullable().meta({ description: 'The drop that the customers came in; null for an API call' }),
  customers: z.array(ScoredInEvent).min(1).max(mostCustomersPerEvent),
};

/**
 * Customers were scored by an API call, and the scores recorded. For a drop `BatchCompleted` stands instead: an event per
 * customer of a million would be a flood that says no more than its score file does.
 */
export const ScoreRecorded = z.strictObject({ ...head, type: z.literal('ScoreRecorded'), ...scored });

/** Customers are in a more urgent tier than by the score before. A first score is no escalation. */
export const TierEscalated = z.strictObject({ ...head, type: z.literal('TierEscalated'), ...scored });

/** A dropped file was scored. */
export const BatchCompleted = z.strictObject({
  ...head,
  type: z.literal('BatchCompleted'),
  ...drop,
  modelVersion: z.string(),
  rowsIn: z.int().nonnegative(),
  rowsAccepted: z.int().nonnegative(),
  rowsQuarantined: z.int().nonnegative(),
  tierCounts: z.strictObject({ high: z.int(), medium: z.int(), low: z.int() }),
  highTier: HighTierTotals.nullable().meta({ description: 'Null for a drop that an older Mainstay has scored' }),
});

/** A dropped file could not be worked through; its receipt has the rows that were set aside. */
export const DropRejected = z.strictObject({
  ...head,
  type: z.literal('DropRejected'),
  ...drop,
  code: z.string().meta({ description: 'A failure code, or `unforeseen`' }),
  detail: z.string(),
});

/** A dropped file carries labels, so it is for training. */
export const TrainingDropReceived = z.strictObject({ ...head, type: z.literal('TrainingDropReceived'), ...drop });

/** A run of the training workflow. */
const run = {
  runId: z.string().min(1),
  profile: z.string(),
  reason: z.string().meta({ description: 'Why it was ordered: scheduled, on-demand, drop, drift, performance' }),
};

/** A training run went through, whatever the gate decided. */
export const TrainingCompleted = z.strictObject({
  ...head,
  type: z.literal('TrainingCompleted'),
  ...run,
  modelVersion: ModelVersion,
  promoted: z.boolean(),
  decision: z.string().meta({ description: "The gate's reason, a sentence" }),
});

/** A training run found nothing to do. */
export const TrainingSkipped = z.strictObject({
  ...head,
  type: z.literal('TrainingSkipped'),
  ...run,
  detail: z.string(),
});

/** A training run failed; the champion is who it was. */
export const TrainingFailed = z.strictObject({
  ...head,
  type: z.literal('TrainingFailed'),
  ...run,
  code: z.string().meta({ description: 'A failure code, or `unforeseen`' }),
  detail: z.string(),
});

/** Somebody asks for a new model, or monitoring does: that is taken up at most once a day; see check-data.ts. */
export const RetrainingRequested = z.strictObject({
  ...head,
  type: z.literal('RetrainingRequested'),
  runId: z.string().min(1).meta({ description: 'What the run will be called' }),
  reason: z.enum(['on-demand', 'drift', 'performance']),
  by: z.string().min(1).meta({ description: 'Who asks: a person, a client, monitoring' }),
  detail: z.string().max(500).meta({ description: 'Why, a sentence; of monitoring with figures' }),
  families: z.array(Family).min(1).nullable().meta({ description: 'Null: those that the home usually compares' }),
  force: z.boolean().meta({ description: 'Even if nothing new came in' }),
});
export type RetrainingRequested = z.infer<typeof RetrainingRequested>;

/** Another model scores from now on. */
export const ModelPromoted = z.strictObject({
  ...head,
  type: z.literal('ModelPromoted'),
  version: ModelVersion,
  versionBefore: ModelVersion.nullable().meta({ description: 'The champion until now; null for the first one' }),
  move: z.enum(['promote', 'rollback']),
  by: z.string(),
  reason: z.string(),
});

/** What Mainstay tells the world. Holds no customer's data: who needs it asks the API with the ids. */
export const MainstayEvent = z.discriminatedUnion('type', [
  ScoreRecorded,
  TierEscalated,
  BatchCompleted,
  DropRejected,
  TrainingDropReceived,
  TrainingCompleted,
  TrainingSkipped,
  TrainingFailed,
  RetrainingRequested,
  ModelPromoted,
]);
export type MainstayEvent = z.infer<typeof MainstayEvent>;
