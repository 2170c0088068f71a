import type { Profile } from './profile.ts';

const perMonth = { week: 52 / 12, month: 1, quarter: 1 / 3, year: 1 / 12 } as const;

/** Digits after the decimal mark of a currency's minor unit (ISO 4217): 2 for USD, 0 for KRW and JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let digits = knownDigits.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    knownDigits.set(currency, digits);
  }
  return digits;
}

// Asking Intl takes 10 µs, more than checking a whole row; and 10 ms the first time, which is much of a cold start.
const knownDigits = new Map([
  ['EUR', 2],
  ['GBP', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['USD', 2],
]);

/**
 * Money per month in minor units of the currency, rounded to the nearest; a year counts as 52 weeks.
 *
 * @param amount - major units of the currency per `per`
 */
export function monthlyMinor(amount: number, per: NonNullable<Profile['money']>['per'], currency: string): number {
  return createMonthlyMinor(per, currency)(amount);
}

/** The same for many amounts. */
export function createMonthlyMinor(
  per: NonNullable<Profile['money']>['per'],
  currency: string,
): (amount: number) => number {
  const months = perMonth[per];
  const minorUnits = 10 ** minorDigits(currency);
  return (amount) => Math.round(amount * months * minorUnits);
}
