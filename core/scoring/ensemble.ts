/**
 * The part of the engine that costs time, batch first. Whatever computes faster (a WebAssembly kernel, say) implements
 * this and nothing else. Rows are float32, row after row, `columnCount` values each; NaN is a missing value.
 */
export interface Ensemble {
  readonly columnCount: number;
  readonly featureCount: number;
  /** Expected raw score of the training customers; with a row's contributions it adds up to the row's raw score. */
  readonly bias: number;
  /** Writes the raw score of every row: log-odds, or a probability for averaged trees. `out` has one place per row. */
  rawScores(rows: Float32Array, out: Float64Array): void;
  /** The same for rows given column after column, `out.length` values each. */
  rawScoresOfColumns(columns: Float32Array, out: Float64Array): void;
  /** Writes the exact contribution of every feature (its columns together) of every row, `featureCount` values a row. */
  contributions(rows: Float32Array, out: Float64Array): void;
  /** The same for rows given column after column. */
  contributionsOfColumns(columns: Float32Array, out: Float64Array): void;
}
