import { z } from 'zod';
import { monthlyMinor } from '../profile/money.ts';
import type { FeatureValues } from '../profile/profile.ts';
import type { CustomerToScore, Engine } from './engine.ts';
import { Score } from './score.ts';
import { StepAnswer, smallestStep } from './smallest-step.ts';

/** A customer as is, the same with changes, and the smallest step from as is to a lower tier. */
export const WhatIf = z.strictObject({ before: Score, after: Score, smallestStep: StepAnswer });
export type WhatIf = z.infer<typeof WhatIf>;

/**
 * Scores a customer as is and with some values changed. Where the changed feature is the profile's money column, the value
 * at risk follows it.
 *
 * @param changes - values that fit the profile, by feature; those left out stay
 */
export function whatIf(
  engine: Engine,
  customer: CustomerToScore,
  changes: FeatureValues,
  options: { reasons?: number | undefined } = {},
): WhatIf {
  const { money, currency } = engine.profile;
  const amount = money === null ? undefined : changes[money.column];
  const changed: CustomerToScore = {
    customerId: customer.customerId,
    values: { ...customer.values, ...changes },
    monthlyValueMinor:
      money !== null && typeof amount === 'number'
        ? monthlyMinor(amount, money.per, currency)
        : customer.monthlyValueMinor,
  };
  const [before] = engine.score([customer], options);
  const [after] = engine.score([changed], options);
  if (!before || !after) throw new Error('the engine returned fewer scores than customers');
  return { before, after, smallestStep: smallestStep(engine, customer.values) };
}
