import type { Feature, FeatureValues, Words } from '../profile/profile.ts';
import { rememberedWords } from './remembered-words.ts';
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

/** How a feature's reasons are put into words: one getter for all of them, so that all reasons share their shape. */
type Wording = PropertyDescriptor & ThisType<LazyReason>;

/** A {@link Reason} that is put into words when somebody looks; most reasons of a batch are never read. */
class LazyReason implements Reason {
  readonly feature: string;
  readonly value: Reason['value'];
  readonly contribution: number;
  readonly direction: Reason['direction'];
  readonly changeable: boolean;
  declare readonly text: Words;

  constructor({ name, changeable }: Feature, value: Reason['value'], contribution: number, wording: Wording) {
    this.feature = name;
    this.value = value;
    this.contribution = contribution;
    this.direction = contribution > 0 ? 'raises' : 'lowers';
    this.changeable = changeable;
    Object.defineProperty(this, 'text', wording);
  }

  /** What JSON would hold all the same: objects with getters are written at a third of the speed. */
  toJSON(): Reason {
    const { feature, value, contribution, direction, changeable, text } = this;
    return { feature, value, contribution, direction, changeable, text };
  }
}

/**
 * Prepares the reasons of a model's features.
 *
 * @returns what makes the reasons of the features at `ranked`, positions in `features`, most important first
 */
export function createReasons(
  features: readonly ReasonedFeature[],
): (contributions: Float64Array, ranked: readonly number[], values: FeatureValues) => Reason[] {
  const wordings = features.map(({ feature, typical }): Wording => {
    const wordsOf = rememberedWords(feature, typical);
    return {
      enumerable: true,
      get() {
        return wordsOf(this.value, this.direction);
      },
    };
  });
  return (contributions, ranked, values) =>
    ranked.map((i) => {
      const { feature } = features[i]!;
      return new LazyReason(feature, values[feature.name] ?? null, contributions[i]!, wordings[i]!);
    });
}
