import type { TierThresholds } from './bundle.ts';
import type { Tier } from './score.ts';

/** The tier that a probability falls into; a threshold belongs to the tier that it begins. */
export function tierOf(probability: number, { medium, high }: TierThresholds): Tier {
  if (probability >= high) return 'high';
  return probability >= medium ? 'medium' : 'low';
}
