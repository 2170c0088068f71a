import type { CompactScore } from './compact-score.ts';
import type { ScoredRows } from './scored-rows.ts';
import type { ScoringSheet } from './scoring-sheet.ts';

/**
 * Scores of rows of one drop, made at one moment, as columns.
 *
 * @param scores - at least one, with the customers' ids where whoever takes the rows needs them
 */
export function rowsOfScores(
  scores: readonly (CompactScore & { readonly customerId?: string })[],
  sheet: ScoringSheet,
): ScoredRows {
  const [first] = scores;
  const dropId = first?.drop;
  if (!first || typeof dropId !== 'string') throw new Error('rows are of a drop');
  const figures = (of: (score: CompactScore) => number | null): Float64Array =>
    Float64Array.from(scores, (score) => of(score) ?? Number.NaN);
  const warnings = scores.flatMap((score, row) => score.warnings.map(([code, feature]) => ({ row, code, feature })));
  return {
    sheet,
    dropId,
    scoredAt: first.at,
    count: scores.length,
    customerIds: scores.map(({ customerId }) => customerId ?? ''),
    lines: Uint32Array.from(scores, ({ id }) => Number(id.slice(dropId.length + 1))),
    probability: figures(({ probability }) => probability),
    tier: Uint8Array.from(scores, ({ tier }) => tier),
    percentile: figures(({ percentile }) => percentile),
    valueAtRiskMinor: figures(({ risk }) => risk),
    monthlyValueMinor: figures(({ monthly }) => monthly),
    raw: figures(({ raw }) => raw),
    contributions: Float64Array.from(scores.flatMap(({ contributions }) => contributions)),
    values: sheet.values.map((name, place) => {
      const texts = new Set(scores.flatMap(({ values }) => (typeof values[place] === 'string' ? [values[place]] : [])));
      if (texts.size === 0) {
        const numbers = figures(({ values }) => (typeof values[place] === 'number' ? values[place] : null));
        return { name, kind: 'number' as const, values: numbers };
      }
      const words = Array.from(texts);
      const codes = Int32Array.from(scores, ({ values }) => words.indexOf(`${values[place] ?? ''}`));
      return { name, kind: 'category' as const, codes, words };
    }),
    play: Int16Array.from(scores, ({ play }) => play?.[0] ?? -1),
    because: Int16Array.from(scores, ({ play }) => play?.[1] ?? -1),
    warnings: {
      rows: Int32Array.from(warnings, ({ row }) => row),
      codes: Uint8Array.from(warnings, ({ code }) => code),
      features: Int16Array.from(warnings, ({ feature }) => feature),
    },
  };
}
