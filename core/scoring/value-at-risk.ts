import type { Money } from './score.ts';

/**
 * Money that we expect to lose from one customer if nobody acts; it orders the retention queue.
 * Charges are taken as flat: a price forecast would add more error than the differences being ranked.
 *
 * @param probability - chance of leaving within the profile's horizon, 0 to 1
 * @param monthlyValueMinor - what the customer pays, minor units per month; null where unknown
 * @param horizonMonths - billing months counted as lost
 * @returns whole minor units, never negative; null where the money is unknown
 */
export function valueAtRisk(
  probability: number,
  monthlyValueMinor: number | null,
  horizonMonths: number,
  currency: string,
): Money | null {
  if (monthlyValueMinor === null) return null;
  return { amountMinor: Math.max(0, Math.round(probability * monthlyValueMinor * horizonMonths)), currency };
}
