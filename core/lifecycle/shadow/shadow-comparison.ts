import { z } from 'zod';
import { tiers } from '../../scoring/score.ts';
import { ShadowPointer } from './shadow.ts';
import { ShadowTally } from './shadow-tally.ts';

/** What a model said silently beside the champion's answers, all its days together. */
export const ShadowComparison = z
  .strictObject({
    pointer: ShadowPointer.nullable().meta({ description: 'Null where it does not shadow now' }),
    compared: z.int().nonnegative(),
    missed: z.int().nonnegative(),
    changedTierShare: z.number().min(0).max(1).nullable().meta({ description: 'Null where nothing was compared' }),
    newHigh: z.int().nonnegative().meta({ description: 'Scores that it alone puts into the high tier' }),
    noLongerHigh: z.int().nonnegative().meta({ description: 'Scores that the champion alone puts there' }),
    meanAbsoluteChange: z.number().min(0).max(1).nullable().meta({ description: 'Of the probability' }),
    days: z.array(ShadowTally).meta({ description: 'Oldest first; a day has one for each champion that answered' }),
    remark: z.string(),
  })
  .meta({ id: 'ShadowComparison' });
export type ShadowComparison = z.infer<typeof ShadowComparison>;

/** What such a comparison can tell and what it cannot. */
export const shadowRemark =
  'This says how often the two models disagree, not which one is right: that can be judged once it is known who of these customers left.';

/** Adds up the days of a model; undefined for one that does not shadow and never did. */
export function compareShadow(
  pointer: ShadowPointer | undefined,
  days: readonly ShadowTally[],
): ShadowComparison | undefined {
  if (!pointer && days.length === 0) return undefined;
  let [compared, missed, stayed, newHigh, noLongerHigh, changeMillionths] = [0, 0, 0, 0, 0, 0];
  for (const day of days) {
    compared += day.compared;
    missed += day.missed;
    changeMillionths += day.changeMillionths;
    for (const tier of tiers) stayed += day.moves[tier][tier];
    newHigh += day.moves.medium.high + day.moves.low.high;
    noLongerHigh += day.moves.high.medium + day.moves.high.low;
  }
  return {
    pointer: pointer ?? null,
    compared,
    missed,
    changedTierShare: compared === 0 ? null : 1 - stayed / compared,
    newHigh,
    noLongerHigh,
    meanAbsoluteChange: compared === 0 ? null : Math.min(1, changeMillionths / 1e6 / compared),
    days: [...days],
    remark: shadowRemark,
  };
}
