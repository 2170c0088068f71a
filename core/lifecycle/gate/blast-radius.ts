import type { FeatureValues } from '../../profile/profile.ts';
import type { ScoringModel } from '../../scoring/scoring-model.ts';
import { tierOf } from '../../scoring/tier.ts';
import { type BlastRadius, noMoves } from './gate-decision.ts';

type Scorer = Pick<ScoringModel, 'scoreProbabilities' | 'tiers'>;

/**
 * Scores current customers with both models and counts who would change tier, before anyone is affected.
 *
 * @param snapshots - newest known values of current customers, in pieces of any size; not empty in all
 * @param customers - how many current customers there are, where the snapshots are only some of them
 */
export async function measureBlastRadius(
  snapshots: AsyncIterable<readonly FeatureValues[]> | Iterable<readonly FeatureValues[]>,
  { champion, challenger }: { readonly champion: Scorer; readonly challenger: Scorer },
  customers?: number,
): Promise<BlastRadius> {
  const moves = noMoves();
  let [compared, changed, sumOfChanges] = [0, 0, 0];
  for await (const values of snapshots) {
    const before = await champion.scoreProbabilities(values);
    const after = await challenger.scoreProbabilities(values);
    for (let at = 0; at < values.length; at += 1) {
      const from = tierOf(before[at]!, champion.tiers);
      const to = tierOf(after[at]!, challenger.tiers);
      moves[from][to] += 1;
      if (from !== to) changed += 1;
      sumOfChanges += Math.abs(after[at]! - before[at]!);
    }
    compared += values.length;
  }
  return {
    customers: customers ?? compared,
    compared,
    moves,
    changedTierShare: compared === 0 ? 0 : changed / compared,
    newHigh: moves.medium.high + moves.low.high,
    noLongerHigh: moves.high.medium + moves.high.low,
    meanAbsoluteChange: compared === 0 ? 0 : sumOfChanges / compared,
  };
}
