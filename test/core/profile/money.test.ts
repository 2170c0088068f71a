import { describe, expect, it } from '@jest/globals';
import { minorDigits, monthlyMinor } from '../../../core/profile/money.ts';

describe('minorDigits', () => {
  it.each([
    ['USD', 2],
    ['KRW', 0],
    ['JPY', 0],
    ['KWD', 3],
  ])('of %s are %d', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  it.each(Intl.supportedValuesOf('currency'))('of %s are those that Intl knows', (currency) => {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    expect(minorDigits(currency)).toBe(maximumFractionDigits);
  });
});

describe('monthlyMinor', () => {
  it.each([
    [9.99, 'month', 'USD', 999],
    [12, 'week', 'USD', 5_200], // 12 × 52 / 12 = 52.00
    [30, 'quarter', 'EUR', 1_000],
    [120, 'year', 'USD', 1_000],
    [120_000, 'year', 'KRW', 10_000],
    [1.2345, 'month', 'KWD', 1_235], // 1 234.5 rounded
  ] as const)('of %d per %s in %s is %d', (amount, per, currency, minor) => {
    expect(monthlyMinor(amount, per, currency)).toBe(minor);
  });
});
