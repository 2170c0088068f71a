import type { z } from 'zod';
import type { LinearEnsemble } from './bundle.ts';
import type { Ensemble } from './ensemble.ts';

/** Logistic regression: raw = intercept + Σ coefficient × x; a column's contribution is coefficient × (x − mean). */
export function createLinearEnsemble(document: z.infer<typeof LinearEnsemble>): Ensemble {
  const coefficients = Float64Array.from(document.coefficients);
  const means = Float64Array.from(document.means);
  const columnCount = coefficients.length;
  return {
    columnCount,
    bias: document.intercept + coefficients.reduce((sum, coefficient, i) => sum + coefficient * means[i]!, 0),

    rawScores(rows, out) {
      for (let row = 0; row < out.length; row++) {
        let raw = document.intercept;
        for (let i = 0, at = row * columnCount; i < columnCount; i++, at++) raw += coefficients[i]! * rows[at]!;
        out[row] = raw;
      }
    },

    contributions(rows, out) {
      for (let start = 0; start < out.length; start += columnCount) {
        for (let i = 0; i < columnCount; i++) out[start + i] = coefficients[i]! * (rows[start + i]! - means[i]!);
      }
    },
  };
}
