import { z } from 'zod';

/** The two figures that models are compared by, on the same rows. */
export const GateMeasure = z.enum(['rocAuc', 'brier']);
export type GateMeasure = z.infer<typeof GateMeasure>;

/** What a challenger has to show. The reasons stand beside the defaults; a team that changes one should have its own. */
export const GatePolicy = z.strictObject({
  measure: GateMeasure.default('rocAuc').meta({
    description: 'What it must be better in, surely: who is contacted depends on the order of customers',
  }),
  margins: z
    .strictObject({
      rocAuc: z.number().min(0).max(0.5).default(0.01),
      brier: z.number().min(0).max(0.5).default(0.005),
    })
    .prefault({})
    .meta({ description: 'How much worse it may at most be in the other measure: less than anyone would notice' }),
  calibrationError: z.number().min(0).max(0.5).default(0.05).meta({
    description: 'Largest calibration error, unless chance alone gives half as much on so few rows',
  }),
  segments: z
    .strictObject({
      customers: z.int().min(1).default(300),
      leavers: z.int().min(1).default(50).meta({ description: 'Below either, differences are chance' }),
      margin: z.number().min(0).max(0.5).default(0.03).meta({
        description: 'ROC AUC that a segment may lose; no segment may fall to that of a coin (0.5)',
      }),
    })
    .prefault({}),
  microsecondsPerCustomer: z.number().positive().default(5_000).meta({
    description: 'Score with reasons, one customer at a time: a hundred stay within half a second',
  }),
  changedTierShare: z.number().min(0).max(1).default(0.5).meta({
    description: 'More current customers than this in another tier is for a person to decide: teams plan by tiers',
  }),
  bootstrapRounds: z.int().min(100).max(100_000).default(2_000),
  fewestLeavers: z.int().min(2).default(20).meta({
    description: 'Leavers, and customers who stayed, below which nothing can be told of a difference',
  }),
});
export type GatePolicy = z.infer<typeof GatePolicy>;

/** The policy where a team has set nothing else. */
export const usualGatePolicy: GatePolicy = GatePolicy.parse({});
