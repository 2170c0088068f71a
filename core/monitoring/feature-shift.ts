import { z } from 'zod';

const share = z.number().min(0).max(1);

/**
 * How far the values of a feature moved between two sets of customers. Values are put into the bins or categories of the
 * earlier set; missing is one of them.
 */
export const FeatureShift = z.strictObject({
  feature: z.string(),
  populationStability: z.number().nonnegative().meta({
    description: 'PSI, Σ (now − before) · ln(now / before); by convention below 0.1 little, from 0.25 much changed',
  }),
  jensenShannon: share.meta({ description: 'Jensen-Shannon divergence in bits: 0 the same, 1 nothing in common' }),
  missingShareBefore: share,
  missingShare: share,
  newCategories: z
    .array(z.strictObject({ value: z.string(), share }))
    .meta({ description: 'Values that the earlier set did not have, most frequent first; empty for numbers' }),
});
export type FeatureShift = z.infer<typeof FeatureShift>;
