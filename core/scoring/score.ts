import { z } from 'zod';
import { Words } from '../profile/profile.ts';

/** Tiers from most to least urgent. */
export const tiers = ['high', 'medium', 'low'] as const;
export const Tier = z.enum(tiers);
export type Tier = z.infer<typeof Tier>;

/** Chance of leaving within the profile's horizon, 0 to 1, calibrated. */
export const ChurnProbability = z.number().min(0).max(1).brand<'ChurnProbability'>();
export type ChurnProbability = z.infer<typeof ChurnProbability>;

export const CustomerId = z.string().min(1).max(128).meta({ description: "The business's own id of the customer" });

/** An amount in minor units (cents; won for KRW). */
export const Money = z.strictObject({ amountMinor: z.int(), currency: z.string().length(3) });
export type Money = z.infer<typeof Money>;

/** What one feature adds to the raw score, exactly: all contributions and the bias add up to it. */
export const Reason = z.strictObject({
  feature: z.string(),
  value: z.union([z.number(), z.string(), z.null()]),
  contribution: z
    .number()
    .meta({ description: 'Positive raises the risk; log-odds, or probability for averaged trees' }),
  direction: z.enum(['raises', 'lowers']),
  changeable: z.boolean(),
  text: Words,
});
export type Reason = z.infer<typeof Reason>;

/** Records hold their places in this list: it only grows, at its end. */
export const warningCodes = ['missing-value', 'unseen-category', 'beyond-training-range', 'no-reasons'] as const;

/** Something that a person should know about the values a score rests on. */
export const ScoreWarning = z.strictObject({
  code: z.enum(warningCodes),
  feature: z
    .string()
    .nullable()
    .meta({ description: 'Whose value it is about; null where it is about the whole score' }),
  text: Words,
});
export type ScoreWarning = z.infer<typeof ScoreWarning>;

export const ProposedPlay = z.strictObject({
  id: z.string(),
  title: Words,
  steps: Words.optional(),
  because: z
    .string()
    .nullable()
    .meta({ description: 'Feature whose reason it answers; null where the team has set one play for the whole tier' }),
});
export type ProposedPlay = z.infer<typeof ProposedPlay>;

/** What the engine says of one customer. */
export const Score = z.strictObject({
  customerId: CustomerId,
  probability: ChurnProbability,
  tier: Tier,
  percentile: z.number().min(0).max(100).nullable().meta({
    description:
      'Share of the training customers with a lower probability; null for a model from elsewhere that came without theirs',
  }),
  valueAtRisk: Money.nullable().meta({
    description: 'Probability × money per month × horizon; null without a money column',
  }),
  raw: z.number().meta({ description: 'Score before calibration' }),
  bias: z
    .number()
    .nullable()
    .meta({ description: 'Expected raw score of the training customers; null where there are no reasons' }),
  reasons: z.array(Reason).meta({
    description: 'Largest |contribution| first. None for a model from elsewhere: it says how likely, not why',
  }),
  play: ProposedPlay.nullable(),
  warnings: z.array(ScoreWarning),
});
export type Score = z.infer<typeof Score>;
