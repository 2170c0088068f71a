import type { Feature, FeatureValue, Words } from '../profile/profile.ts';

/**
 * A number as people read it: 1,234 and 12.35 and 0.0042. Korean groups digits in the same way. Written as Intl writes it,
 * whose first use alone would cost 10 ms of a cold start.
 */
export function formatNumber(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return Number.isNaN(size) ? 'NaN' : `${sign}∞`;
  if (size >= 0.1 && size < 999) return sign + toHundredths(size);
  const [mantissa = '', power = ''] = size.toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const beforePoint = Number(power) + 1;
  const places = size >= 1000 ? 0 : size >= 0.1 ? 2 : 2 - beforePoint; // below a tenth two digits that say something
  const kept = beforePoint + places;
  const roundUp = (digits[kept] ?? '0') >= '5';
  const units = BigInt(digits.padEnd(kept, '0').slice(0, kept)) + (roundUp ? 1n : 0n); // of the last place
  const text = String(units).padStart(places + 1, '0');
  const point = text.length - places;
  const fraction = text.slice(point).replace(/0+$/, '');
  return `${sign}${text.slice(0, point).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}${fraction === '' ? '' : `.${fraction}`}`;
}

/** From 0.1 to below 999, as most values are; without the detour that larger and smaller ones take. */
function toHundredths(size: number): string {
  return String(hundredthsOf(size) / 100); // the shortest decimal of such a fraction has two places at most
}

/**
 * The hundredths that a number is shown with: the digits of its shortest decimal, rounded half up.
 *
 * @param size - 0 or more, below a million
 */
export function hundredthsOf(size: number): number {
  const scaled = size * 100;
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  // Near a half the product may have been rounded to its other side; the quotient is the number nearest to the half.
  const isUp = Math.abs(rest - 0.5) < 1e-6 ? size >= (10 * whole + 5) / 1000 : rest > 0.5;
  return isUp ? whole + 1 : whole;
}

/** Korean for the units that profiles commonly use; texts otherwise do without a unit. */
const koreanUnits: Readonly<Record<string, string>> = {
  month: '개월',
  months: '개월',
  week: '주',
  weeks: '주',
  day: '일',
  days: '일',
  year: '년',
  years: '년',
  hour: '시간',
  hours: '시간',
  'hours per week': '시간',
  'hours per month': '시간',
  minute: '분',
  minutes: '분',
  '%': '%',
  percent: '%',
  'percentage points': '%p',
  usd: '달러',
  'usd per month': '달러',
  krw: '원',
  'krw per month': '원',
  eur: '유로',
  'eur per month': '유로',
  tickets: '건',
  'tickets per month': '건',
  calls: '건',
  downloads: '회',
  'downloads per month': '회',
  logins: '회',
  titles: '편',
  stars: '점',
  points: '점',
  people: '명',
  devices: '대',
};

/** A unit that the label already names is not said twice. */
function englishUnit(unit: string, label: string): string {
  if (unit === '%') return unit;
  const said = label.toLowerCase();
  const words = unit.toLowerCase().split(/[^a-z]+/);
  return words.some((word) => word.length > 3 && said.includes(word)) ? '' : ` ${unit}`;
}

/**
 * A value that is not missing, in both languages, with its unit; a date as days before the day of observation.
 *
 * @param written - what a number is written as, if not by {@link formatNumber}
 */
export function formatValue(feature: Feature, value: Exclude<FeatureValue, null>, written?: string): Words {
  if (typeof value === 'string') return { en: value, ko: value };
  if (feature.kind === 'date') {
    const days = written ?? formatNumber(Math.abs(value));
    return value < 0
      ? { en: `${days} days ahead`, ko: `${days}일 후` }
      : { en: `${days} days ago`, ko: `${days}일 전` };
  }
  const number = written ?? formatNumber(value);
  if (feature.kind !== 'number' || feature.unit === undefined) return { en: number, ko: number };
  return {
    en: number + englishUnit(feature.unit, feature.label.en),
    ko: number + (koreanUnits[feature.unit.toLowerCase()] ?? ''),
  };
}
