import type { TierThresholds } from './bundle.ts';
import { type Tier, tiers } from './score.ts';

/** The tier that a probability falls into; a threshold belongs to the tier that it begins. */
export function tierOf(probability: number, { medium, high }: TierThresholds): Tier {
  if (probability >= high) return 'high';
  return probability >= medium ? 'medium' : 'low';
}

const places = { low: tiers.indexOf('low'), medium: tiers.indexOf('medium'), high: tiers.indexOf('high') } as const;

/** Its place in `tiers`. */
export function tierPlaceOf(probability: number, { medium, high }: TierThresholds): number {
  if (probability >= high) return places.high;
  return probability >= medium ? places.medium : places.low;
}
