import type { FeatureValue, FeatureValues } from '../profile/profile.ts';

/** Values of one feature for some rows. */
export type FeatureColumn =
  | { readonly name: string; readonly kind: 'number' /** NaN where missing. */; readonly values: Float64Array }
  | {
      readonly name: string;
      readonly kind: 'category';
      /** Places in `words`; -1 where missing. */
      readonly codes: Int32Array;
      /** The profile's values, then those off its list that these rows hold. */
      readonly words: readonly string[];
    };

/** Checked rows as columns. Its arrays are of use until the next batch is asked for; copy what outlives that. */
export interface ColumnBatch {
  /** Rows, 1 or more. */
  readonly count: number;
  /** Lines on which rows begin, 1-based, ascending. */
  readonly lines: Uint32Array;
  readonly ids: readonly string[];
  /** Minor units of the profile's currency per month; NaN where unknown. */
  readonly monthlyValueMinor: Float64Array;
  /** Every feature of the profile, in its order. */
  readonly features: readonly FeatureColumn[];
}

/** The value of a feature in one row. */
export function valueAt(column: FeatureColumn, row: number): FeatureValue {
  if (column.kind === 'category') return column.words[column.codes[row]!] ?? null;
  const value = column.values[row]!;
  return Number.isNaN(value) ? null : value;
}

/** All values of one row. */
export function valuesAt({ features }: Pick<ColumnBatch, 'features'>, row: number): FeatureValues {
  return Object.fromEntries(features.map((column) => [column.name, valueAt(column, row)]));
}
