import type { Estimate } from '../../../core/lifecycle/metrics.ts';
import { minorDigits } from '../../../core/profile/money.ts';
import type { Money } from '../../../core/scoring/score.ts';

// Whole numbers and the usual currencies are written by hand: the first word with Intl takes 20 ms and 8 MB, a tenth of a
// short command.

/** 12,345 */
export function count(value: number): string {
  return Number.isSafeInteger(value) ? grouped(String(value)) : value.toLocaleString('en-US');
}

/** Commas between the thousands of a number in digits, before its decimal point. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

/** "1 row", "2,000 rows" */
export function many(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** 0.1234 → 12.3 % */
export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** 0.7512 (0.7381 to 0.7640) */
export function estimate({ value, low, high }: Estimate, digits = 3): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

const symbols = new Map([
  ['EUR', '€'],
  ['GBP', '£'],
  ['JPY', '¥'],
  ['KRW', '₩'],
  ['USD', '$'],
]);

/** $1,234.56, ₩12,000 */
export function money({ amountMinor, currency }: Money): string {
  const digits = minorDigits(currency);
  const amount = amountMinor / 10 ** digits;
  const symbol = symbols.get(currency);
  if (symbol !== undefined && Number.isSafeInteger(amountMinor)) {
    return `${amount < 0 ? '-' : ''}${symbol}${grouped(Math.abs(amount).toFixed(digits))}`;
  }
  return amount.toLocaleString('en-US', { style: 'currency', currency });
}

/** Amount in major units with all its minor digits and no grouping, for files: 1234.56 */
export function plainAmount({ amountMinor, currency }: Money): string {
  const digits = minorDigits(currency);
  return (amountMinor / 10 ** digits).toFixed(digits);
}

/** 850 ms, 4.2 s, 3 min 20 s */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** 3.4 MB */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const at = Math.min(units.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3));
  return `${(size / 1000 ** at).toFixed(at === 0 ? 0 : 1)} ${units[at]}`;
}

/** 2026-11-22 16:40 (UTC, as stored) */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
