import type { Feature, FeatureValue, Words } from '../profile/profile.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const hundredths = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** A number as people read it: 1,234 and 12.35 and 0.0042. Korean groups digits in the same way. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return whole.format(value);
  return size >= 0.1 || value === 0 ? hundredths.format(value) : significant.format(value);
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

/** A value that is not missing, in both languages, with its unit; a date as days before the day of observation. */
export function formatValue(feature: Feature, value: Exclude<FeatureValue, null>): Words {
  if (typeof value === 'string') return { en: value, ko: value };
  if (feature.kind === 'date') {
    const days = formatNumber(Math.abs(value));
    return value < 0
      ? { en: `${days} days ahead`, ko: `${days}일 후` }
      : { en: `${days} days ago`, ko: `${days}일 전` };
  }
  const number = formatNumber(value);
  if (feature.kind !== 'number' || feature.unit === undefined) return { en: number, ko: number };
  return {
    en: number + englishUnit(feature.unit, feature.label.en),
    ko: number + (koreanUnits[feature.unit.toLowerCase()] ?? ''),
  };
}
