import type { FeatureColumn } from '../../intake/column-batch.ts';
import type { Baseline, Encoder } from '../bundle.ts';
import { warningCodes } from '../score.ts';
import { trainingRange } from '../score-warnings.ts';
import type { RowWarnings } from '../scored-rows.ts';

const missing = warningCodes.indexOf('missing-value');
const unseen = warningCodes.indexOf('unseen-category');
const beyond = warningCodes.indexOf('beyond-training-range');

/** The code of the warning of one value; -1 for none. */
type Look = (feature: FeatureColumn) => (row: number) => number;

function lookAt(encoding: Encoder['features'][number], known: Baseline['features'][string] | undefined): Look {
  if (encoding.kind === 'number') {
    const [low, high] = trainingRange(known?.kind === 'number' ? known.edges : [], encoding.clip);
    return (feature) => {
      if (feature.kind !== 'number') return () => -1;
      const { values } = feature;
      return (row) => {
        const value = values[row]!;
        if (value >= low && value <= high) return -1;
        return Number.isNaN(value) ? missing : beyond;
      };
    };
  }
  const seen = new Set([...encoding.values.map(({ value }) => value), ...(encoding.rare?.values ?? [])]);
  let words: readonly string[] = [];
  let isSeen: boolean[] = [];
  return (feature) => {
    if (feature.kind !== 'category') return () => -1;
    if (feature.words !== words) {
      words = feature.words;
      isSeen = words.map((word) => seen.has(word));
    }
    const { codes } = feature;
    const areSeen = isSeen;
    return (row) => {
      const code = codes[row]!;
      if (code === -1) return missing;
      return areSeen[code] === true ? -1 : unseen;
    };
  };
}

/** Prepares the warnings of columns: those of `createWarnings`, in the same order. */
export function createColumnWarnings(
  encoder: Encoder,
  baseline: Baseline,
): (features: readonly FeatureColumn[], rowCount: number) => RowWarnings {
  const looks = encoder.features.map((encoding) => lookAt(encoding, baseline.features[encoding.feature]));
  return (features, rowCount) => {
    const found: { row: number; code: number; feature: number }[] = [];
    for (const [place, look] of looks.entries()) {
      const codeOf = look(features[place]!);
      for (let row = 0; row < rowCount; row++) {
        const code = codeOf(row);
        if (code !== -1) found.push({ row, code, feature: place });
      }
    }
    found.sort((a, b) => a.row - b.row || a.feature - b.feature);
    return {
      rows: Int32Array.from(found, ({ row }) => row),
      codes: Uint8Array.from(found, ({ code }) => code),
      features: Int16Array.from(found, ({ feature }) => feature),
    };
  };
}
