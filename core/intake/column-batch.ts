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

/** Where ids of rows stand as they came, UTF-8. */
export interface IdBytes {
  readonly bytes: Uint8Array;
  /** Place in `bytes` and length of each row's id; length 0 where the id does not stand there. */
  readonly places: Uint32Array;
}

/** Checked rows as columns. Its arrays are of use until the next batch is asked for; copy what outlives that. */
export interface ColumnBatch {
  /** Rows, 1 or more. */
  readonly count: number;
  /** Lines on which rows begin, 1-based, ascending. */
  readonly lines: Uint32Array;
  /** Made when they are first asked for; what was asked for before the next batch may be kept. */
  readonly ids: readonly string[];
  /** One of them, without making the others. */
  readonly idOf: (row: number) => string;
  /** Most of them, without making any; undefined where none stand anywhere. */
  readonly idBytes?: IdBytes | undefined;
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

/** The rows of a batch that a test keeps, moved together in its own arrays. */
export function keepRows(batch: ColumnBatch, isKept: (row: number) => boolean): ColumnBatch {
  const kept: number[] = [];
  for (let row = 0; row < batch.count; row++) if (isKept(row)) kept.push(row);
  if (kept.length === batch.count) return batch;
  const gather = <T extends Float64Array | Int32Array | Uint32Array>(values: T): T => {
    for (const [to, from] of kept.entries()) values[to] = values[from]!;
    return values;
  };
  const first = (values: Float64Array): Float64Array => gather(values).subarray(0, kept.length);
  const ids = kept.map((row) => batch.idOf(row));
  return {
    count: kept.length,
    lines: gather(batch.lines).subarray(0, kept.length),
    ids,
    idOf: (row) => ids[row]!,
    monthlyValueMinor: first(batch.monthlyValueMinor),
    features: batch.features.map((column) =>
      column.kind === 'number'
        ? { ...column, values: first(column.values) }
        : { ...column, codes: gather(column.codes).subarray(0, kept.length) },
    ),
  };
}
