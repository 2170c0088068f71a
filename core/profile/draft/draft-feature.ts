import type { Feature } from '../profile.ts';
import { humanName } from './column-name.ts';
import type { LookedAt } from './looked-at.ts';
import { guessChangeable } from './suggest-changeable.ts';

const units: readonly (readonly [RegExp, string])[] = [
  [/ (minutes|mins|minute) /, 'minutes'],
  [/ (hours|hrs|hour) per week /, 'hours per week'],
  [/ (hours|hrs|hour) /, 'hours'],
  [/ (days|day) (since|inactive|active|overdue|late|on)| (in|since) days | days $/, 'days'],
  [/ (in|on|of) (months|book) | months $/, 'months'],
  [/ years $/, 'years'],
];

/**
 * A feature as it is drafted; undefined for a kind that is none. Bounds are left out: the least and greatest values seen
 * are no proof of what is possible.
 *
 * @param unit - unit that is known from elsewhere, such as that of money
 */
export function draftFeature({ column, kind, key }: LookedAt, unit?: string): Feature | undefined {
  const { name } = column;
  const label = { en: humanName(name), ko: humanName(name) };
  const base = { name, label, changeable: guessChangeable(key) };
  if (kind.kind === 'category') return { ...base, kind: 'category', values: [...kind.values] };
  if (kind.kind === 'date') return { ...base, changeable: false, kind: 'date', format: kind.order };
  if (kind.kind !== 'number') return undefined;
  const known = kind.percent ? '%' : (unit ?? units.find(([pattern]) => pattern.test(key))?.[1]);
  return known === undefined ? { ...base, kind: 'number' } : { ...base, kind: 'number', unit: known };
}
