import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLinearScorer } from '../../../../core/scoring/kernel/score/linear-scorer.ts';
import { createLinearEnsemble } from '../../../../core/scoring/linear-ensemble.ts';
import { ownFeatures } from '../../../support/trees.ts';

describe('the linear kernel', () => {
  it('adds bit for bit what the plain engine adds', () => {
    const coefficient = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.array(coefficient, { minLength: 1, maxLength: 40 }),
        coefficient,
        fc.integer({ min: 0, max: 300 }),
        fc.float({ noNaN: true }),
        (coefficients, intercept, count, x) => {
          const rows = Float32Array.from({ length: count * coefficients.length }, (_, i) => x / ((i % 11) - 5.5));
          const means = coefficients.map(() => 0);
          const plain = createLinearEnsemble(
            { kind: 'linear', coefficients, intercept, means },
            ownFeatures(means.length),
          );
          const expected = new Float64Array(count);
          plain.rawScores(rows, expected);
          const found = new Float64Array(count);
          createLinearScorer(coefficients, intercept)?.rawScores(rows, found);
          expect(Array.from(found)).toEqual(Array.from(expected));
        },
      ),
      { numRuns: 100 },
    );
  });
});
