import type { Feature, FeatureValues } from '../profile/profile.ts';
import { reasonWords } from './reason-words.ts';
import type { Reason } from './score.ts';

/** A feature that the model uses, as reasons need it. */
export interface ReasonedFeature {
  readonly feature: Feature;
  /** Median or most frequent value of the training customers. */
  readonly typical: number | string | null;
}

/** Positions of the features that say something, largest |contribution| first; equal ones in the encoder's order. */
export function rankContributions(contributions: Float64Array): number[] {
  return Array.from(contributions.keys())
    .filter((i) => contributions[i] !== 0)
    .sort((a, b) => Math.abs(contributions[b]!) - Math.abs(contributions[a]!) || a - b);
}

/**
 * Reasons in words for the features given.
 *
 * @param ranked - positions in `features`, most important first
 */
export function reasonsOf(
  features: readonly ReasonedFeature[],
  contributions: Float64Array,
  ranked: readonly number[],
  values: FeatureValues,
): Reason[] {
  return ranked.map((i): Reason => {
    const { feature, typical } = features[i]!;
    const contribution = contributions[i]!;
    const direction = contribution > 0 ? 'raises' : 'lowers';
    const value = values[feature.name] ?? null;
    return {
      feature: feature.name,
      value,
      contribution,
      direction,
      changeable: feature.changeable,
      text: reasonWords(feature, value, typical, direction),
    };
  });
}
