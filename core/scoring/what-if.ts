import { z } from 'zod';
import { monthlyMinor } from '../profile/money.ts';
import type { FeatureValues } from '../profile/profile.ts';
import { engineBehind } from './engine.ts';
import { Score } from './score.ts';
import type { CustomerToScore, ScoringModel } from './scoring-model.ts';
import { StepAnswer, smallestStep } from './smallest-step.ts';
import { noStepWords } from './step-words.ts';

/** A customer as is, the same with changes, and the smallest step from as is to a lower tier. */
export const WhatIf = z.strictObject({ before: Score, after: Score, smallestStep: StepAnswer });
export type WhatIf = z.infer<typeof WhatIf>;

/**
 * Scores a customer as is and with some values changed. Where the changed feature is the profile's money column, the value
 * at risk follows it. The smallest step is searched among hundreds of changes: for a model elsewhere it is not.
 *
 * @param changes - values that fit the profile, by feature; those left out stay
 */
export async function whatIf(
  model: ScoringModel,
  customer: CustomerToScore,
  changes: FeatureValues,
  options: { reasons?: number | undefined } = {},
): Promise<WhatIf> {
  const { money, currency } = model.profile;
  const amount = money === null ? undefined : changes[money.column];
  const changed: CustomerToScore = {
    customerId: customer.customerId,
    values: { ...customer.values, ...changes },
    monthlyValueMinor:
      money !== null && typeof amount === 'number'
        ? monthlyMinor(amount, money.per, currency)
        : customer.monthlyValueMinor,
  };
  const [before, after] = await model.score([customer, changed], options);
  if (!before || !after) throw new Error('the model returned fewer scores than customers');
  const engine = engineBehind(model);
  const step = engine ? smallestStep(engine, customer.values) : { step: null, text: noStepWords.notSearched };
  return { before, after, smallestStep: step };
}
