import type { Estimate } from '../metrics.ts';

/*
 * One way to write numbers, so that the same figure reads the same everywhere. A number that is none (NaN, ±Infinity)
 * is a dash: a report with a gap is better than none.
 */

const none = '–';

/** A decimal with a fixed number of places: `0.751`. */
export function decimal(value: number, places = 3): string {
  return write(value, { minimumFractionDigits: places, maximumFractionDigits: places });
}

/** A whole number with thousands separators: `25,000`. */
export function count(value: number): string {
  return write(value, { maximumFractionDigits: 0 });
}

/** A share, 0 to 1, in percent: `18.0%`. */
export function percent(share: number, places = 1): string {
  return write(share, { style: 'percent', minimumFractionDigits: places, maximumFractionDigits: places });
}

/** A share in percent for running text: whole from 10 % on, one place below. */
export function roundPercent(share: number): string {
  return write(share, { style: 'percent', maximumFractionDigits: Math.abs(share) < 0.0995 ? 1 : 0 });
}

/** A number of unknown size, to at most four significant digits: `0.1234`, `12.5`, `1,235`. */
export function plain(value: number): string {
  return Math.abs(value) >= 1000 ? count(value) : write(value, { maximumSignificantDigits: 4 });
}

/** How many times: `3.12×`. */
export function times(value: number, places = 2): string {
  return `${decimal(value, places)}×`;
}

/** An amount in major units of the currency; whole from 100 on. */
export function money(amount: number, currency: string): string {
  const whole = Math.abs(amount) >= 100 || Number.isInteger(amount);
  return write(amount, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(whole && { maximumFractionDigits: 0 }),
  });
}

/** An estimate with its interval: `0.751 (0.734–0.768)`; the interval's unit is written once. */
export function interval(estimate: Estimate, format: (value: number) => string = decimal): string {
  const low = format(estimate.low);
  const high = format(estimate.high);
  const shortLow = low.endsWith('%') && high.endsWith('%') ? low.slice(0, -1) : low.replace(/×$/, '');
  const dash = estimate.low < 0 || estimate.high < 0 ? ' to ' : '–';
  return `${format(estimate.value)} (${shortLow}${dash}${high})`;
}

/** A difference with its interval, the signs written out: `+0.012 (+0.004 to +0.020)`. */
export function signedInterval({ value, low, high }: Estimate, places = 3): string {
  return `${signed(value, places)} (${signed(low, places)} to ${signed(high, places)})`;
}

/** A difference, its sign written out: `+0.0123`. */
export function signed(value: number, places = 3): string {
  return value > 0 ? `+${decimal(value, places)}` : decimal(value, places);
}

/** A moment as people in both languages read it, in UTC: `2026-11-22 16:45 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function write(value: number, options: Intl.NumberFormatOptions): string {
  if (!Number.isFinite(value)) return none;
  const text = new Intl.NumberFormat('en-US', options).format(value).replace('-', '\u2212');
  return /^\u2212[^1-9]*$/.test(text) ? text.slice(1) : text; // minus nothing is nothing
}
