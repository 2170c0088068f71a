import { type ColumnBatch, valueAt } from '../intake/column-batch.ts';
import type { CompactScore } from './compact-score.ts';

import { dropScoreId } from './score-id.ts';
import type { ScoringSheet } from './scoring-sheet.ts';

/** What a person should know of the values of some rows, few as a rule: one entry for each warning, rows ascending. */
export interface RowWarnings {
  readonly rows: Int32Array;
  /** Places in `warningCodes`. */
  readonly codes: Uint8Array;
  /** Places in the sheet's features; -1 where it is about the whole score. */
  readonly features: Int16Array;
}

/**
 * Scores of rows of one drop, as columns. Whoever takes them has copied what is needed when the call's promise resolves,
 * and not before.
 */
export interface ScoredRows {
  readonly sheet: ScoringSheet;
  readonly dropId: string;
  /** UTC, ISO 8601. */
  readonly scoredAt: string;
  readonly count: number;
  readonly customerIds: readonly string[];
  /** 1-based; with the drop they make the ids of the scores. */
  readonly lines: Uint32Array;
  readonly probability: Float64Array;
  /** Places in `tiers`. */
  readonly tier: Uint8Array;
  /** 0 to 100; NaN where unknown. */
  readonly percentile: Float64Array;
  /** NaN where unknown; null where it is of nobody. */
  readonly valueAtRiskMinor: Float64Array | null;
  /** NaN where unknown; null where it is of nobody. */
  readonly monthlyValueMinor: Float64Array | null;
  readonly raw: Float64Array;
  /** Row after row, one for each of the sheet's features; none where there are no reasons. */
  readonly contributions: Float64Array;
  /** One for each of the sheet's values, in their order. */
  readonly values: ColumnBatch['features'];
  /** Places in the sheet's plays; -1 for none. */
  readonly play: Int16Array;
  /** Places in the sheet's features: the reason that the play answers; -1 where it answers none. */
  readonly because: Int16Array;
  readonly warnings: RowWarnings;
}

/** The warnings of each row, in their order. Rows are to be asked for in ascending order. */
export function warningsByRow({ rows, codes, features }: RowWarnings): (row: number) => CompactScore['warnings'] {
  let at = 0;
  return (row) => {
    while (at < rows.length && rows[at]! < row) at++;
    const found: CompactScore['warnings'] = [];
    for (; at < rows.length && rows[at] === row; at++) found.push([codes[at]!, features[at]!]);
    return found;
  };
}

/** Amounts, and other figures that may be unknown. */
export function knownOrNull(figure: number | undefined): number | null {
  return figure === undefined || Number.isNaN(figure) ? null : figure;
}

/** One row by itself. @param warnings - those of the row, see {@link warningsByRow} */
export function compactRow(rows: ScoredRows, row: number, warnings: CompactScore['warnings']): CompactScore {
  const { sheet, dropId } = rows;
  const width = rows.contributions.length / rows.count;
  return {
    model: sheet.modelVersion,
    drop: dropId,
    id: dropScoreId(dropId, rows.lines[row]!),
    at: rows.scoredAt,
    probability: rows.probability[row]!,
    tier: rows.tier[row]!,
    percentile: knownOrNull(rows.percentile[row]),
    risk: knownOrNull(rows.valueAtRiskMinor?.[row]),
    monthly: knownOrNull(rows.monthlyValueMinor?.[row]),
    raw: rows.raw[row]!,
    contributions: Array.from(rows.contributions.subarray(row * width, (row + 1) * width)),
    values: rows.values.map((column) => valueAt(column, row)),
    play: rows.play[row]! < 0 ? null : [rows.play[row]!, rows.because[row]!],
    warnings,
  };
}

/** All rows one by one. */
export function* compactRows(rows: ScoredRows): Generator<CompactScore & { readonly customerId: string }> {
  const warningsOf = warningsByRow(rows.warnings);
  for (let row = 0; row < rows.count; row++) {
    yield { customerId: rows.customerIds[row]!, ...compactRow(rows, row, warningsOf(row)) };
  }
}
