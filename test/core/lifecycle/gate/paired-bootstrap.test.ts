import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairedBootstrap } from '../../../../core/lifecycle/gate/paired-bootstrap.ts';
import { weightedFigures } from '../../../../core/lifecycle/gate/weighted-figures.ts';
import { brierScore, rocAuc } from '../../../../core/monitoring/figures.ts';

const probability = fc.integer({ min: 0, max: 20 }).map((step) => step / 20); // many ties
const row = fc.record({ p: probability, left: fc.constantFrom(0, 1), weight: fc.integer({ min: 0, max: 4 }) });

describe('weightedFigures', () => {
  it('measures as if each row stood there as often as it weighs', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
        const repeated = rows.flatMap((one) => Array.from({ length: one.weight }, () => one));
        const [p, left] = [repeated.map((one) => one.p), repeated.map((one) => one.left)];
        const figures = weightedFigures(
          Float64Array.from(rows, (one) => one.p),
          Uint8Array.from(rows, (one) => one.left),
        );
        const weights = Uint32Array.from(rows, (one) => one.weight);
        const expected = rocAuc(p, left);
        if (Number.isNaN(expected)) expect(figures.rocAuc(weights)).toBeNaN();
        else expect(figures.rocAuc(weights)).toBeCloseTo(expected, 12);
        if (repeated.length > 0) expect(figures.brier(weights)).toBeCloseTo(brierScore(p, left), 12);
      }),
    );
  });
});

describe('pairedBootstrap', () => {
  const left = Uint8Array.from({ length: 400 }, (_, at) => (at % 4 === 0 ? 1 : 0));
  const champion = Float64Array.from(left, (outcome, at) => 0.2 + 0.1 * outcome + ((at * 37) % 100) / 250);
  const options = { rounds: 400, seed: 7 };

  it('finds nothing between a model and itself', () => {
    const none = { value: 0, low: 0, high: 0 };
    expect(pairedBootstrap({ left, champion, challenger: champion }, options)).toEqual({ rocAuc: none, brier: none });
  });

  it('finds what one gains as what the other loses', () => {
    const challenger = champion.map((p, at) => Math.min(1, p + 0.1 * left[at]!));
    const gain = pairedBootstrap({ left, champion, challenger }, options);
    const loss = pairedBootstrap({ left, champion: challenger, challenger: champion }, options);
    for (const measure of ['rocAuc', 'brier'] as const) {
      expect(gain[measure].low).toBeGreaterThan(0);
      expect(gain[measure].value).toBeGreaterThan(gain[measure].low);
      expect(gain[measure].value).toBeLessThan(gain[measure].high);
      expect(loss[measure].value).toBeCloseTo(-gain[measure].value, 12);
      expect(loss[measure].high).toBeCloseTo(-gain[measure].low, 12);
    }
  });

  it('repeats itself with the same seed, and not with another', () => {
    const challenger = champion.map((p, at) => (p + ((at * 13) % 50) / 50) / 2);
    const once = pairedBootstrap({ left, champion, challenger }, options);
    expect(pairedBootstrap({ left, champion, challenger }, options)).toEqual(once);
    expect(pairedBootstrap({ left, champion, challenger }, { ...options, seed: 8 })).not.toEqual(once);
  });

  it.each([0, 1])('refuses rows of which all are %s', (outcome) => {
    const rows = { left: left.map(() => outcome), champion, challenger: champion };
    expect(() => pairedBootstrap(rows, options)).toThrow(RangeError);
  });
});
