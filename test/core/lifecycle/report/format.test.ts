import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  count,
  decimal,
  interval,
  money,
  percent,
  plain,
  roundPercent,
  times,
} from '../../../../core/lifecycle/report/format.ts';

const dollars = (value: number): string => money(value, 'USD');

describe('interval', () => {
  it('writes the value and, in brackets, where it lies', () => {
    expect(interval({ value: 0.7512, low: 0.7341, high: 0.7679 })).toBe('0.751 (0.734–0.768)');
  });

  it('writes the unit once', () => {
    expect(interval({ value: 0.18, low: 0.175, high: 0.186 }, percent)).toBe('18.0% (17.5–18.6%)');
    expect(interval({ value: 2.52, low: 2.29, high: 2.75 }, times)).toBe('2.52× (2.29–2.75×)');
  });

  it('does not put a dash before a minus', () => {
    expect(interval({ value: -5, low: -12, high: 2 }, dollars)).toBe('−$5 (−$12 to $2)');
  });
});

describe('money', () => {
  it.each([
    [1430.4, 'USD', '$1,430'],
    [5, 'USD', '$5'],
    [2.5, 'EUR', '€2.50'],
    [12_000, 'KRW', '₩12,000'],
    [-250, 'GBP', '−£250'],
  ])('writes %d %s as %s', (amount, currency, text) => {
    expect(money(amount, currency)).toBe(text);
  });
});

describe('numbers', () => {
  it('have their own way each', () => {
    expect([count(25_000), decimal(0.1), plain(0.123456), plain(12_345.6), percent(0.4567)]).toEqual([
      '25,000',
      '0.100',
      '0.1235',
      '12,346',
      '45.7%',
    ]);
  });

  it('round to whole percent from ten percent on', () => {
    expect([roundPercent(0.456), roundPercent(0.1), roundPercent(0.0452), roundPercent(0)]).toEqual([
      '46%',
      '10%',
      '4.5%',
      '0%',
    ]);
  });

  it('say a dash for what is no number, and never minus zero', () => {
    expect([decimal(Number.NaN), percent(Number.POSITIVE_INFINITY), decimal(-0.0001)]).toEqual(['–', '–', '0.000']);
  });

  it('can be read back to within half a unit of the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        expect(Number(decimal(value).replace('−', '-').replaceAll(',', ''))).toBeCloseTo(value, 2.99);
      }),
    );
  });
});
