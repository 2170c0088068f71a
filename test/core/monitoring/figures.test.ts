import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { brierScore, calibrationError, rocAuc } from '../../../core/monitoring/figures.ts';

describe('rocAuc', () => {
  it('counts the pairs in which the leaver has the higher probability, ties half', () => {
    // leavers 0.9, 0.4; stayers 0.4, 0.1: 0.9 beats both, 0.4 ties one and beats one = 3.5 of 4
    expect(rocAuc([0.9, 0.4, 0.4, 0.1], [1, 1, 0, 0])).toBe(3.5 / 4);
  });

  it('agrees with counting every pair', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, (customers) => {
        const leavers = customers.filter(([, left]) => left === 1).map(([p]) => p);
        const stayers = customers.filter(([, left]) => left === 0).map(([p]) => p);
        fc.pre(leavers.length > 0 && stayers.length > 0);
        const wins = leavers.flatMap((a) => stayers.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const expected = wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
        expect(
          rocAuc(
            customers.map(([p]) => p / 8),
            customers.map(([, left]) => left),
          ),
        ).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('is not a number where nobody stayed', () => {
    expect(rocAuc([0.2, 0.3], [1, 1])).toBeNaN();
  });
});

describe('brierScore', () => {
  it('is the mean squared distance', () => {
    expect(brierScore([0.5, 1], [0, 1])).toBe(0.125); // (0.25 + 0) / 2
  });
});

describe('calibrationError', () => {
  it('compares mean probability and share of leavers bin by bin', () => {
    // bins {0.1, 0.3} with one leaver and {0.7, 0.9} with two: (|0.4 − 1| + |1.6 − 2|) / 4
    expect(calibrationError([0.9, 0.1, 0.7, 0.3], [1, 0, 1, 1], 2)).toBeCloseTo(0.25, 12);
  });

  it('is zero where every bin leaves as often as it says', () => {
    expect(calibrationError([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 0], 1)).toBe(0);
  });
});
