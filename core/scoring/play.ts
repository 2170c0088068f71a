import type { Play } from '../profile/profile.ts';
import type { ReasonedFeature } from './reasons.ts';
import type { ProposedPlay, Tier } from './score.ts';

/** A reason that makes up less of the raised risk than this is no ground to act on. */
export const leastShareToActOn = 0.02;

/**
 * What to do: the first play that answers the largest reason that raises the risk and that the business can change.
 * Nobody is proposed for the low tier. Where no such reason has a play there is none, even in the high tier: a play that
 * answers no reason would be a guess, and the reasons still tell a person where to look.
 *
 * @param ranked - positions in `features`, largest |contribution| first
 */
export function playFor(
  plays: readonly Play[],
  tier: Tier,
  features: readonly ReasonedFeature[],
  contributions: Float64Array,
  ranked: readonly number[],
): ProposedPlay | null {
  if (tier === 'low') return null;
  const raised = contributions.reduce((sum, contribution) => sum + Math.max(0, contribution), 0);
  for (const i of ranked) {
    const { feature } = features[i]!;
    if (!feature.changeable || contributions[i]! < leastShareToActOn * raised || contributions[i]! <= 0) continue;
    const play = plays.find((candidate) => candidate.features.includes(feature.name));
    if (play) {
      const { id, title, steps } = play;
      return { id, title, ...(steps && { steps }), because: feature.name };
    }
  }
  return null;
}
