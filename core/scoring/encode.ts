import { DomainError } from '../errors.ts';
import type { FeatureValues } from '../profile/profile.ts';
import type { Encoder } from './bundle.ts';

/** Turns feature values into float32 columns. */
export interface RowEncoder {
  readonly columnCount: number;
  /** Names of the features that the model uses, in the encoder's order. */
  readonly features: readonly string[];
  /** Fills `columnCount` places of `rows` from `start`. @throws {DomainError} `invalid-customer` for a wrong type */
  encode(values: FeatureValues, rows: Float32Array, start: number): void;
}

const largestFloat32 = 3.4028234663852886e38;

/** A number beyond float32 becomes its largest rather than infinity, which no model has seen. */
export const toFloat32 = (x: number): number => Math.min(largestFloat32, Math.max(-largestFloat32, x));

type FillFeature = (value: FeatureValues[string] | undefined, rows: Float32Array, start: number) => void;

function wrongType(feature: string, expected: string): DomainError {
  return new DomainError('invalid-customer', `${feature} must be ${expected} or missing.`);
}

function fillerOf(encoding: Encoder['features'][number]): FillFeature {
  const { feature, missingColumn } = encoding;
  if (encoding.kind === 'number') {
    const { column, impute, clip } = encoding;
    return (value, rows, start) => {
      if (value === null || value === undefined || Number.isNaN(value)) {
        rows[start + column] = impute ?? Number.NaN;
        if (missingColumn !== null) rows[start + missingColumn] = 1;
      } else {
        if (typeof value !== 'number') throw wrongType(feature, 'a number');
        rows[start + column] = toFloat32(clip === null ? value : Math.min(clip[1], Math.max(clip[0], value)));
      }
    };
  }
  const columnOfValue = new Map(encoding.values.map(({ value, column }) => [value, column]));
  for (const value of encoding.rare?.values ?? []) columnOfValue.set(value, encoding.rare?.column ?? 0);
  return (value, rows, start) => {
    if (value !== null && value !== undefined && typeof value !== 'string') throw wrongType(feature, 'a text');
    const column = typeof value === 'string' ? columnOfValue.get(value) : missingColumn;
    if (column !== undefined && column !== null) rows[start + column] = 1;
  };
}

/** Prepares an encoder once, so that encoding a row is look-ups only. See `bundle.ts` for the states of a feature. */
export function createRowEncoder({ columnCount, features }: Encoder): RowEncoder {
  const fillers = features.map((encoding) => ({ name: encoding.feature, fill: fillerOf(encoding) }));
  return {
    columnCount,
    features: features.map(({ feature }) => feature),
    encode(values, rows, start) {
      rows.fill(0, start, start + columnCount);
      for (const { name, fill } of fillers) fill(values[name], rows, start);
    },
  };
}
