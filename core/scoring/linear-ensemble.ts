import type { z } from 'zod';
import type { LinearEnsemble } from './bundle.ts';
import type { ColumnMap } from './column-map.ts';
import type { Ensemble } from './ensemble.ts';

/** Logistic regression: raw = intercept + Σ coefficient × x; a column's part is coefficient × (x − mean). */
export function createLinearEnsemble(document: z.infer<typeof LinearEnsemble>, columns: ColumnMap): Ensemble {
  const coefficients = Float64Array.from(document.coefficients);
  const means = Float64Array.from(document.means);
  const { columnCount, featureCount, featureOfColumn } = columns;
  return {
    columnCount,
    featureCount,
    bias: document.intercept + coefficients.reduce((sum, coefficient, i) => sum + coefficient * means[i]!, 0),

    rawScores(rows, out) {
      for (let row = 0; row < out.length; row++) {
        let raw = document.intercept;
        for (let i = 0, at = row * columnCount; i < columnCount; i++, at++) raw += coefficients[i]! * rows[at]!;
        out[row] = raw;
      }
    },

    rawScoresOfColumns(values, out) {
      out.fill(document.intercept);
      for (let i = 0, at = 0; i < columnCount; i++) {
        const coefficient = coefficients[i]!;
        for (let row = 0; row < out.length; row++, at++) out[row]! += coefficient * values[at]!;
      }
    },

    contributions(rows, out) {
      out.fill(0);
      for (let at = 0, place = 0; at < rows.length; place += featureCount) {
        for (let i = 0; i < columnCount; i++, at++) {
          out[place + featureOfColumn[i]!]! += coefficients[i]! * (rows[at]! - means[i]!);
        }
      }
    },

    contributionsOfColumns(values, out) {
      out.fill(0);
      for (let i = 0, at = 0; i < columnCount; i++) {
        for (let place = featureOfColumn[i]!; place < out.length; place += featureCount, at++) {
          out[place]! += coefficients[i]! * (values[at]! - means[i]!);
        }
      }
    },
  };
}
