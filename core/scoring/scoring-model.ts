import type { FeatureValues, Profile } from '../profile/profile.ts';
import type { ModelFamily, TierThresholds } from './bundle.ts';
import type { Score } from './score.ts';
import type { SheetWording } from './scoring-sheet.ts';

/** A customer whose values fit the profile. */
export interface CustomerToScore {
  readonly customerId: string;
  readonly values: FeatureValues;
  /** Minor units of the profile's currency; null where unknown. */
  readonly monthlyValueMinor: number | null;
}

/** Where reasons come from: exact contributions of the model, or nowhere. None are made up. */
export type ReasonsOf = 'exact' | 'none';

/**
 * What scores customers of one profile: the engine in this process, which answers at once, or a model elsewhere, which is
 * asked. Callers await both; awaiting what is there already costs nothing worth counting.
 */
export interface ScoringModel {
  readonly profile: Profile;
  readonly family: ModelFamily;
  readonly tiers: TierThresholds;
  readonly reasons: ReasonsOf;
  /** What all its scores have in common; see `sheetOf`. */
  readonly wording: SheetWording;
  /** Customers that are best scored in one go, where a call costs more than a row. @default up to the caller */
  readonly rowsAtOnce?: number | undefined;
  /**
   * Scores in the order of the customers.
   *
   * @param options - `reasons`: at most so many, largest first; all that say something if left out
   * @throws {DomainError} `model-unreachable`, `model-answer-invalid`, `endpoint-not-allowed`, for a model elsewhere
   */
  score(
    customers: readonly CustomerToScore[],
    options?: { reasons?: number | undefined },
  ): readonly Score[] | Promise<readonly Score[]>;
  /** Probabilities alone, in the order of the values. @throws {DomainError} as `score` does */
  scoreProbabilities(values: readonly FeatureValues[]): Float64Array | Promise<Float64Array>;
  /**
   * For a model elsewhere, which may have changed since: asks whether it still says of its golden rows what it said when it
   * was registered. The engine has verified itself when it was loaded.
   *
   * @throws {DomainError} `invalid-bundle` if it does not; as `score` does
   */
  readonly tryOut?: (() => Promise<void>) | undefined;
}
