import type { FeatureColumn } from '../../intake/column-batch.ts';
import type { Encoder } from '../bundle.ts';
import { toFloat32 } from '../encode.ts';

/** Fills the encoded columns of one feature; they hold 0 before. */
type FillColumns = (feature: FeatureColumn, from: number, rowCount: number, columns: Float32Array) => void;

function wrongKind(name: string): Error {
  return new Error(`${name} is not of the kind that the model learned from.`);
}

type Encoding = Encoder['features'][number];

function fillNumber({ column, missingColumn, impute, clip }: Extract<Encoding, { kind: 'number' }>): FillColumns {
  const [least, most] = clip ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [low, high] = [toFloat32(least), toFloat32(most)];
  return (feature, from, rowCount, columns) => {
    if (feature.kind !== 'number') throw wrongKind(feature.name);
    const { values } = feature;
    const start = column * rowCount;
    for (let row = 0; row < rowCount; row++) {
      const value = values[from + row]!;
      if (value !== value) {
        columns[start + row] = impute ?? Number.NaN;
        if (missingColumn !== null) columns[missingColumn * rowCount + row] = 1;
      } else if (value < low) columns[start + row] = low;
      else if (value > high) columns[start + row] = high;
      else columns[start + row] = value; // chosen by an expression, every value would be put into an object
    }
  };
}

function fillCategory(encoding: Extract<Encoding, { kind: 'category' }>): FillColumns {
  const { values, rare, missingColumn } = encoding;
  const columnOfValue = new Map(values.map(({ value, column }) => [value, column]));
  for (const value of rare?.values ?? []) columnOfValue.set(value, rare?.column ?? 0);
  const placesOf = (words: readonly string[]) => Int32Array.from(words, (word) => columnOfValue.get(word) ?? -1);
  let known: readonly string[] = [];
  let places = placesOf(known);
  return (feature, from, rowCount, columns) => {
    if (feature.kind !== 'category') throw wrongKind(feature.name);
    const { codes, words } = feature;
    if (words !== known) {
      known = words;
      places = placesOf(words);
    }
    for (let row = 0; row < rowCount; row++) {
      const code = codes[from + row]!;
      const column = code === -1 ? (missingColumn ?? -1) : places[code]!;
      if (column !== -1) columns[column * rowCount + row] = 1;
    }
  };
}

/**
 * Prepares an encoder for columns; it gives the very numbers that `createRowEncoder` gives.
 *
 * @returns what fills `columns` (column after column, `rowCount` values each) with the rows of `features` from `from`;
 *   `features` are in the order of the encoder's
 */
export function createColumnEncoder({
  features: encodings,
}: Encoder): (features: readonly FeatureColumn[], from: number, rowCount: number, columns: Float32Array) => void {
  const fillers = encodings.map((encoding) =>
    encoding.kind === 'number' ? fillNumber(encoding) : fillCategory(encoding),
  );
  return (features, from, rowCount, columns) => {
    columns.fill(0);
    for (let i = 0; i < fillers.length; i++) fillers[i]!(features[i]!, from, rowCount, columns);
  };
}
