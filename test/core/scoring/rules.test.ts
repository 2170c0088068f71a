import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentileOf } from '../../../core/scoring/percentile.ts';
import { dropScoreId } from '../../../core/scoring/score-id.ts';
import { tierOf } from '../../../core/scoring/tier.ts';
import { valueAtRisk } from '../../../core/scoring/value-at-risk.ts';

describe('tierOf', () => {
  it.each([
    [0.199, 'low'],
    [0.2, 'medium'],
    [0.399, 'medium'],
    [0.4, 'high'],
  ])('puts %s into the %s tier', (probability, tier) => {
    expect(tierOf(probability, { medium: 0.2, high: 0.4 })).toBe(tier);
  });
});

describe('percentileOf', () => {
  const quantiles = [0.1, 0.2, 0.2, 0.2, 0.9];

  it.each([
    [0.05, 0],
    [0.1, 0],
    [0.15, 12.5], // half-way through the first quarter
    [0.2, 25], // the ties above it are not lower
    [0.55, 87.5],
    [0.9, 100],
    [0.95, 100],
  ])('says of %s that %s %% are lower', (probability, percentile) => {
    expect(percentileOf(probability, quantiles)).toBe(percentile);
  });

  it('never falls as the probability rises', () => {
    const sorted = fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 })
      .map((all) => all.toSorted((a, b) => a - b));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sorted, share, share, (all, a, b) => {
        expect(percentileOf(Math.min(a, b), all)).toBeLessThanOrEqual(percentileOf(Math.max(a, b), all));
      }),
    );
  });
});

describe('valueAtRisk', () => {
  it('is probability × money per month × horizon in whole minor units', () => {
    expect(valueAtRisk(0.25, 999, 12, 'USD')).toEqual({ amountMinor: 2997, currency: 'USD' }); // 0.25 × 999 × 12
    expect(valueAtRisk(0.333, 100, 1, 'KRW')).toEqual({ amountMinor: 33, currency: 'KRW' });
  });

  it('is unknown without money and never negative', () => {
    expect(valueAtRisk(0.9, null, 12, 'USD')).toBeNull();
    expect(valueAtRisk(0.9, -500, 12, 'USD')?.amountMinor).toBe(0);
  });
});

describe('dropScoreId', () => {
  it('is the same for the same row of the same drop only', () => {
    const ids = [dropScoreId('a', 1), dropScoreId('a', 11), dropScoreId('a1', 1), dropScoreId('b', 1)];
    expect(new Set(ids).size).toBe(4);
    expect(dropScoreId('a', 11)).toBe(ids[1]);
  });
});
