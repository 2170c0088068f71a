import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AppraisedRows,
  createKernelAppraisal,
  createPlainAppraisal,
  type Standards,
} from '../../../core/scoring/columns/appraise-rows.ts';
import { exp } from '../../../core/scoring/exp.ts';
import { testEngine } from '../../support/bundle.ts';

const { bundle, profile } = await testEngine();
const chance = fc.double({ min: 0, max: 1, noNaN: true });

/** Quantiles that lie together, apart, or on each other; and those at the ends. */
const quantiles = fc
  .tuple(
    fc.array(
      fc.oneof(
        chance,
        fc.constantFrom(0, 1, 0.25),
        fc.nat(9).map((n) => 0.5 + n / 1e6),
      ),
      { maxLength: 40 },
    ),
    fc.integer({ min: 0, max: 1001 }),
  )
  .map(([some, more]) => [...some, ...Array.from({ length: more }, (_, i) => i / (more + 1)), 0.3])
  .map((all) => all.toSorted((a, b) => a - b));

const calibration = fc.oneof(
  fc.record({
    kind: fc.constant('sigmoid' as const),
    slope: fc.double({ min: -3, max: 3, noNaN: true }),
    intercept: fc.double({ min: -5, max: 5, noNaN: true }),
  }),
  fc.constant<Standards['bundle']['model']['calibration']>({
    kind: 'isotonic',
    x: [-2, 0, 0, 1],
    y: [0.01, 0.2, 0.4, 0.97],
  }),
);

const standards: fc.Arbitrary<Standards> = fc
  .record({ quantiles, calibration, medium: chance, high: chance, months: fc.integer({ min: 1, max: 36 }) })
  .map(({ quantiles: bounds, calibration: by, medium, high, months }) => ({
    bundle: {
      model: { ...bundle.model, calibration: by },
      baseline: { ...bundle.baseline, score: { ...bundle.baseline.score, quantiles: bounds } },
    },
    tiers: { medium: Math.min(medium, high), high: Math.max(medium, high) },
    profile: { ...profile, valueHorizonMonths: months },
  }));

function emptyRows(raw: readonly number[], monthly: readonly number[]): AppraisedRows {
  const fill = () => new Float64Array(raw.length).fill(-7);
  return {
    raw: Float64Array.from(raw),
    monthlyValueMinor: Float64Array.from(monthly),
    probability: fill(),
    tier: new Uint8Array(raw.length).fill(77),
    percentile: fill(),
    valueAtRiskMinor: fill(),
  };
}

describe('the appraisal of rows', () => {
  it('is bit for bit the same by the kernel and without it', () => {
    const raw = fc.oneof(
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.double({ min: -900, max: 900, noNaN: true }),
    );
    const money = fc.oneof(
      fc.nat(1e6),
      fc.constantFrom(Number.NaN, 0, -0, -1, 0.5, 1e15),
      fc.double({ min: 0, max: 1e7 }),
    );
    const rows = fc.array(fc.tuple(raw, money), { minLength: 1, maxLength: 600 });
    fc.assert(
      fc.property(standards, rows, fc.nat(5), (by, given, from) => {
        const [kernel, plain] = [createKernelAppraisal(by), createPlainAppraisal(by)];
        if (kernel === undefined) throw new Error('this runtime lacks SIMD');
        const columns = [given.map(([raws]) => raws), given.map(([, amounts]) => amounts)] as const;
        const [found, expected] = [emptyRows(...columns), emptyRows(...columns)];
        const start = Math.min(from, given.length - 1);
        kernel(found, start, given.length);
        plain(expected, start, given.length);
        for (const name of ['probability', 'tier', 'percentile', 'valueAtRiskMinor'] as const) {
          expect(found[name]).toEqual(expected[name]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('says nothing of what is at risk where a profile knows of no money', () => {
    const by: Standards = { bundle, profile: { ...profile, money: null }, tiers: { medium: 0.2, high: 0.4 } };
    const rows = emptyRows([0, 1], [100, 200]);
    createKernelAppraisal(by)!(rows, 0, 2);
    expect(rows.valueAtRiskMinor).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(rows.probability).not.toContain(-7);
  });
});

describe('exp', () => {
  it('is that of the runtime but for the last bit', () => {
    const power = fc.oneof(
      fc.double({ min: -708, max: 708, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
    );
    fc.assert(
      fc.property(power, (x) => {
        const expected = Math.exp(x);
        const unit = Math.max(expected * Number.EPSILON, Number.MIN_VALUE);
        expect(Math.abs(exp(x) - expected)).toBeLessThanOrEqual(unit);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    [0, 1],
    [-0, 1],
    [Math.LN2, 2],
    [708.5, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [-708.5, 0],
    [Number.NEGATIVE_INFINITY, 0],
    [Number.NaN, Number.NaN],
  ])('of %s is %s', (x, power) => {
    expect(exp(x)).toBe(power);
  });
});
