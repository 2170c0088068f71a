import { z } from 'zod';
import { ChurnProbability, Tier } from './score.ts';

const value = z.union([z.number(), z.string()]);

/** The smallest change, in features that the business can change, with which customers are in a lower tier. */
export const SmallestStep = z.strictObject({
  changes: z
    .array(z.strictObject({ feature: z.string(), from: value, to: value }))
    .min(1)
    .max(2),
  probability: ChurnProbability,
  tier: Tier,
});
export type SmallestStep = z.infer<typeof SmallestStep>;
