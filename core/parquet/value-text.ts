import { isoDay } from '../profile/parse-date.ts';

/** The unscaled whole number of a decimal: a number, or bytes in two's complement, most significant first. */
export function unscaled(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (!(value instanceof Uint8Array)) return BigInt(Number(value));
  let number = 0n;
  for (const byte of value) number = (number << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * value.length, number);
}

/** 12345 with scale 3 is 12.345; zeros at the end are left out. */
export function decimalText(number: bigint, scale: number): string {
  if (scale <= 0) return String(number * 10n ** BigInt(-scale));
  const digits = String(number < 0n ? -number : number).padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  const text = digits.slice(0, -scale) + (fraction === '' ? '' : `.${fraction}`);
  return number < 0n ? `-${text}` : text;
}

/** The shortest digits that mean this 32-bit number; empty for NaN. */
export function float32Text(number: number): string {
  if (Number.isNaN(number)) return '';
  if (Number.isInteger(number) || !Number.isFinite(number)) return String(number);
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(number.toPrecision(digits));
    if (Math.fround(short) === number) return String(short);
  }
  return String(Number(number.toPrecision(9)));
}

const dayMs = 86_400_000n;
/** First and last moment of the years 1 to 9999, ms: others are no days of a calendar, and are refused as dates later. */
const earliestMs = -62_135_596_800_000n;
const latestMs = 253_402_300_799_999n;

/** An ISO day. @param days - since 1970-01-01 */
export function dayText(days: number): string {
  const ms = days * Number(dayMs);
  return ms < Number(earliestMs) || ms > Number(latestMs) ? String(days) : isoDay(days);
}

/** An ISO day, with the time if it is not midnight. @param digits - of a second that the unit has: 3 for ms, 9 for ns */
export function timestampText(value: bigint, digits: number): string {
  const unitsPerMs = 10n ** BigInt(digits - 3);
  const ms = floorDivision(value, unitsPerMs);
  if (ms < earliestMs || ms > latestMs) return String(value);
  const inDay = value - floorDivision(ms, dayMs) * dayMs * unitsPerMs;
  const day = new Date(Number(ms)).toISOString().slice(0, 10);
  return inDay === 0n ? day : `${day}T${timeText(inDay, digits)}`;
}

/** HH:MM:SS with as many places as are needed. @param value - since midnight */
export function timeText(value: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const seconds = Number(value / perSecond);
  const fraction = String(value % perSecond)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  const text = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return fraction === '' ? text : `${text}.${fraction}`;
}

function floorDivision(value: bigint, by: bigint): bigint {
  return value >= 0n ? value / by : -((-value + by - 1n) / by);
}
