import { z } from 'zod';
import type { Champion } from '../../core/lifecycle/champion.ts';
import { CustomerId } from '../../core/scoring/score.ts';
import { ScoredCustomer } from '../../core/scoring/score-customers.ts';
import { WhatIf } from '../../core/scoring/what-if.ts';

/** Most customers in one call; more go in as a drop. */
export const maxCustomers = 100;

/** Values as a client has them: numbers, texts, flags, or null where unknown. The profile says what fits. */
export const RawFeatures = z
  .record(z.string().min(1).max(128), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]))
  .meta({
    id: 'Features',
    description: "Values by column name of the model's profile; one left out or null counts as missing",
    example: { AccountAge: 4, SubscriptionType: 'Basic', SupportTicketsPerMonth: 5 },
  });
export type RawFeatures = z.infer<typeof RawFeatures>;

export const ScoreRequest = z
  .strictObject({
    customers: z
      .array(z.strictObject({ customerId: CustomerId, features: RawFeatures }))
      .min(1)
      .max(maxCustomers),
    record: z
      .boolean()
      .default(true)
      .meta({ description: 'Keep the scores, so that the customers show up in the lists' }),
  })
  .meta({ id: 'ScoreRequest' });
export type ScoreRequest = z.infer<typeof ScoreRequest>;

/** The model that spoke. */
export const ModelIdentity = z
  .strictObject({
    version: z.string(),
    profile: z.string(),
    family: z.string(),
    reasons: z
      .enum(['exact', 'none'])
      .meta({ description: 'none: a model from elsewhere, which says how likely and not why' }),
  })
  .meta({ id: 'ModelIdentity' });

export function identityOf({ version, engine }: Champion): z.infer<typeof ModelIdentity> {
  return { version, profile: engine.profile.name, family: engine.family, reasons: engine.reasons };
}

export const ScoresAnswer = z
  .strictObject({ model: ModelIdentity, scores: z.array(ScoredCustomer) })
  .meta({ id: 'ScoresAnswer' });

const changes = RawFeatures.meta({ description: 'Values that would be different, at least one' }).refine(
  (values) => Object.keys(values).length > 0,
  'at least one change',
);

/** A customer who is known, or features of one's own, and what would be different. */
export const WhatIfRequest = z
  .strictObject({
    customerId: CustomerId.optional().meta({ description: 'A customer scored before; or give features' }),
    features: RawFeatures.optional(),
    changes,
  })
  .refine(({ customerId, features }) => (customerId === undefined) !== (features === undefined), {
    message: 'either customerId or features',
  })
  .meta({ id: 'WhatIfRequest' });

export const WhatIfAnswer = WhatIf.extend({
  model: ModelIdentity,
  probabilityChange: z.number().min(-1).max(1).meta({ description: 'After minus before' }),
}).meta({ id: 'WhatIfAnswer' });
