import { z } from 'zod';
import { Estimate } from '../metrics.ts';
import { GatePolicy } from './policy.ts';

/** Codes of the gate's checks: stable, for runbooks and tests. */
export const gateChecks = {
  CHK001: 'beats the best single rule',
  CHK002: 'tells more than the churn rate alone',
  CHK003: 'answers the same question as the champion',
  CHK004: 'is surely better than the champion',
  CHK005: 'is not worse in the other measure',
  CHK006: 'has probabilities that come true',
  CHK007: 'serves every segment',
  CHK008: 'is reproduced by the serving engine',
  CHK009: 'answers fast enough',
  CHK010: 'leaves most customers in their tier',
} as const;

export const GateCheckCode = z.enum([
  'CHK001',
  'CHK002',
  'CHK003',
  'CHK004',
  'CHK005',
  'CHK006',
  'CHK007',
  'CHK008',
  'CHK009',
  'CHK010',
]);
export type GateCheckCode = z.infer<typeof GateCheckCode>;

/** A model that fails this one is wrong, not worse: no person can promote it either. */
export const neverOverridden: GateCheckCode = 'CHK008';

/** One thing that a trained model has to pass before it may score customers. */
export const GateCheck = z.strictObject({
  code: GateCheckCode,
  passed: z.boolean(),
  detail: z.string().meta({ description: 'A sentence with the figures that it rests on' }),
  figures: z.record(z.string(), z.number()).meta({ description: 'The same figures as numbers, the bounds among them' }),
});
export type GateCheck = z.infer<typeof GateCheck>;

const Tiers = z.strictObject({ high: z.int(), medium: z.int(), low: z.int() });

/** What a promotion would change for the current customers, each scored by both models on what is known of them now. */
export const BlastRadius = z.strictObject({
  customers: z.int().nonnegative().meta({ description: 'Current customers' }),
  compared: z.int().nonnegative().meta({ description: 'Of those, the ones scored by both: all, or a spread-out part' }),
  moves: z
    .strictObject({ high: Tiers, medium: Tiers, low: Tiers })
    .meta({ description: 'Compared customers by tier now (outer) and after (inner)' }),
  changedTierShare: z.number().min(0).max(1),
  newHigh: z.int().nonnegative().meta({ description: 'Compared customers who would newly be in the high tier' }),
  noLongerHigh: z.int().nonnegative(),
  meanAbsoluteChange: z.number().min(0).max(1).meta({ description: 'Of the probability' }),
});
export type BlastRadius = z.infer<typeof BlastRadius>;

/** What the gate decided, and every number it rests on. */
export const GateDecision = z.strictObject({
  promote: z.boolean(),
  reason: z.string().meta({ description: 'What was decided and why, a sentence or two' }),
  challenger: z.string(),
  champion: z.string().nullable(),
  decidedAt: z.iso.datetime(),
  checks: z.array(GateCheck),
  testRows: z
    .strictObject({
      customers: z.int(),
      leavers: z.int(),
      seenByChampion: z.int().nonnegative().nullable().optional().meta({
        description:
          'Further test rows, left out because the champion may have been trained on them; null where that cannot be told',
      }),
    })
    .nullable()
    .meta({ description: 'Rows that neither model has seen, on which they were compared; null for a first model' }),
  gains: z
    .strictObject({ rocAuc: Estimate, brier: Estimate })
    .nullable()
    .meta({ description: 'How much better the challenger is on those rows, paired bootstrap; above 0 is better' }),
  blastRadius: BlastRadius.nullable(),
  policy: GatePolicy,
  seed: z.int(),
});
export type GateDecision = z.infer<typeof GateDecision>;

/** Counts of moves, all zero. */
export function noMoves(): BlastRadius['moves'] {
  return { high: noOne(), medium: noOne(), low: noOne() };
}

const noOne = (): z.infer<typeof Tiers> => ({ high: 0, medium: 0, low: 0 });
