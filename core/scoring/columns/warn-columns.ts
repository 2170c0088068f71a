import type { FeatureColumn } from '../../intake/column-batch.ts';
import type { Baseline, Encoder } from '../bundle.ts';
import { warningCodes } from '../score.ts';
import { trainingRange } from '../score-warnings.ts';
import type { RowWarnings } from '../scored-rows.ts';

const missing = warningCodes.indexOf('missing-value');
const unseen = warningCodes.indexOf('unseen-category');
const beyond = warningCodes.indexOf('beyond-training-range');

/** Notes the rows of a feature that there is something to warn of. */
type Look = (feature: FeatureColumn, rowCount: number, note: (row: number, code: number) => void) => void;

function lookAt(encoding: Encoder['features'][number], known: Baseline['features'][string] | undefined): Look {
  if (encoding.kind === 'number') {
    const [low, high] = trainingRange(known?.kind === 'number' ? known.edges : [], encoding.clip);
    return (feature, rowCount, note) => {
      if (feature.kind !== 'number') return;
      const { values } = feature;
      for (let row = 0; row < rowCount; row++) {
        const value = values[row]!;
        if (!(value >= low && value <= high)) note(row, Number.isNaN(value) ? missing : beyond);
      }
    };
  }
  const seen = new Set([...encoding.values.map(({ value }) => value), ...(encoding.rare?.values ?? [])]);
  let words: readonly string[] = [];
  let isSeen = new Uint8Array();
  let areAllSeen = true;
  return (feature, rowCount, note) => {
    if (feature.kind !== 'category') return;
    if (feature.words !== words) {
      words = feature.words;
      isSeen = Uint8Array.from(words, (word) => (seen.has(word) ? 1 : 0));
      areAllSeen = !isSeen.includes(0);
    }
    const { codes } = feature;
    if (areAllSeen) {
      // As for most features of most files: then only who lacks a value is looked for, which the runtime does faster.
      for (let row = codes.indexOf(-1); row >= 0 && row < rowCount; row = codes.indexOf(-1, row + 1))
        note(row, missing);
      return;
    }
    for (let row = 0; row < rowCount; row++) {
      const code = codes[row]!;
      if (code === -1) note(row, missing);
      else if (isSeen[code] !== 1) note(row, unseen);
    }
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
      look(features[place]!, rowCount, (row, code) => found.push({ row, code, feature: place }));
    }
    found.sort((a, b) => a.row - b.row || a.feature - b.feature);
    return {
      rows: Int32Array.from(found, ({ row }) => row),
      codes: Uint8Array.from(found, ({ code }) => code),
      features: Int16Array.from(found, ({ feature }) => feature),
    };
  };
}
