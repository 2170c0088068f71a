import type { Profile } from '../../core/profile/profile.ts';
import type { ScoredRows } from '../../core/scoring/scored-rows.ts';
import type { ScoringSheet } from '../../core/scoring/scoring-sheet.ts';
import { playsOf, sheetOf } from '../../core/scoring/scoring-sheet.ts';

/** A sheet as the engine would make it, of a model that looks at every feature. */
export function sheetOfProfile(profile: Profile, modelVersion: string): ScoringSheet {
  const features = profile.features.map((feature) => ({ feature, typical: null, neverMissing: true }));
  const values = profile.features.map(({ name }) => name);
  const { currency } = profile;
  return sheetOf(
    { wording: { reasons: 'exact', currency, bias: -1.6, features, values, plays: playsOf(profile) } },
    modelVersion,
  );
}

export type IdKind = 'random' | 'sequential';

/** The id of a customer: random ones look like those of the data set `streaming`. */
export function idOf(customer: number, kind: IdKind): string {
  if (kind === 'sequential') return `C${String(customer).padStart(9, '0')}`;
  let text = '';
  for (let part = 0; part < 2; part++) {
    text += (hash(customer * 2 + part) % 60_466_176).toString(36).toUpperCase().padStart(5, '0');
  }
  return `${text}${(customer % 46_656).toString(36).toUpperCase().padStart(3, '0')}`;
}

/** Spreads whole numbers over 32 bits. */
function hash(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export interface RowsWanted {
  readonly sheet: ScoringSheet;
  /** Customers by number, in the order of the file. */
  readonly customers: readonly number[];
  readonly ids: IdKind;
  /** Scores differ from run to run. */
  readonly run: number;
  readonly firstLine: number;
}

/**
 * Rows made up: numbers with as many digits as the data set `streaming` has, skewed categories, one value in twenty missing
 * with its warning, six customers in a hundred in the high tier, dense contributions.
 */
export function makeRows({ sheet, customers, ids, run, firstLine }: RowsWanted): ScoredRows {
  const count = customers.length;
  let state = hash(run * 7919 + firstLine) || 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const probability = new Float64Array(count);
  const tier = new Uint8Array(count);
  const percentile = new Float64Array(count);
  const monthly = new Float64Array(count);
  const risk = new Float64Array(count);
  const raw = new Float64Array(count);
  const play = new Int16Array(count).fill(-1);
  const because = new Int16Array(count).fill(-1);
  for (let row = 0; row < count; row++) {
    const chance = (random() * random() * 0.9 + random() * 0.1) ** 1.3;
    probability[row] = chance;
    tier[row] = chance > 0.45 ? 0 : chance > 0.25 ? 1 : 2;
    percentile[row] = Math.round(random() * 1000) / 10;
    monthly[row] = 499 + Math.floor(random() * 1_500);
    risk[row] = Math.round(chance * monthly[row]! * 12);
    raw[row] = Math.log(chance / (1 - chance));
    if (tier[row]! < 2) {
      play[row] = Math.floor(random() * sheet.plays.length);
      because[row] = Math.floor(random() * sheet.features.length);
    }
  }
  const contributions = Float64Array.from({ length: count * sheet.features.length }, () => random() - 0.5);
  const warned: number[] = [];
  const values = sheet.features.map(({ feature }, place): ScoredRows['values'][number] => {
    const { name } = feature;
    const isMissing = (row: number): boolean => {
      if (random() >= 0.05) return false;
      warned.push(row * 1000 + place);
      return true;
    };
    if (feature.kind === 'category') {
      const codes = Int32Array.from({ length: count }, (_, row) =>
        isMissing(row) ? -1 : Math.floor(random() * random() * feature.values.length),
      );
      return { name, kind: 'category', codes, words: feature.values };
    }
    const isWhole = place % 3 === 0;
    const numbers = Float64Array.from({ length: count }, (_, row) => {
      if (isMissing(row)) return Number.NaN;
      return isWhole ? Math.floor(random() * 120) : random() * 40;
    });
    return { name, kind: 'number', values: numbers };
  });
  warned.sort((a, b) => a - b);
  return {
    sheet,
    dropId: `drop-${run}`,
    scoredAt: new Date(Date.UTC(2026, 0, 1 + run, 0, 0, 0, Math.floor(firstLine / 1000))).toISOString(),
    count,
    customerIds: customers.map((customer) => idOf(customer, ids)),
    lines: Uint32Array.from({ length: count }, (_, row) => firstLine + row),
    probability,
    tier,
    percentile,
    valueAtRiskMinor: risk,
    monthlyValueMinor: monthly,
    raw,
    contributions,
    values,
    play,
    because,
    warnings: {
      rows: Int32Array.from(warned, (code) => Math.floor(code / 1000)),
      codes: new Uint8Array(warned.length),
      features: Int16Array.from(warned, (code) => code % 1000),
    },
  };
}
