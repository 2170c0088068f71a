import type { Feature, Profile } from '../../../core/profile/profile.ts';
import { many } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';
import { printable, shorten } from '../output/text-width.ts';

/** A drafted profile for the person who has to check it. */
export function profileView(
  profile: Profile,
  notes: readonly string[],
  { file, out }: { file: string; out: string | null },
  style: Style,
): string {
  const { id, label, money, features, excluded } = profile;
  return [
    style.bold(`Profile "${profile.name}", drafted from ${printable(file)}`),
    facts([
      [
        'label',
        printable(`${label.column}: left = ${label.positive.join(', ')}; stayed = ${label.negative.join(', ')}`),
      ],
      ['id', id.column === null ? 'none: ids are made from line numbers' : printable(id.column)],
      [
        'money',
        money === null
          ? 'none: nothing will be said of value at risk'
          : printable(`${money.column}, ${profile.currency} per ${money.per}`),
      ],
      ['horizon', `leaving within ${profile.churnWithinDays} days`],
    ]),
    '',
    table(
      features,
      [
        { title: 'feature', cell: ({ name }) => shorten(printable(name), 32) },
        { title: 'kind', cell: ({ kind }) => kind },
        { title: 'values', cell: (feature) => shorten(printable(valuesOf(feature)), 60) },
        { title: 'changeable', cell: ({ changeable }) => (changeable ? 'yes' : 'no') },
      ],
      style.faint,
    ),
    ...(excluded.length > 0 ? ['', `${many(excluded.length, 'column')} left out:`] : []),
    ...excluded.map(({ column, code, reason }) => `  ${style.bold(printable(column))} (${code}): ${printable(reason)}`),
    ...(notes.length > 0 ? ['', 'Please check:', ...notes.map((note) => `  · ${printable(note)}`)] : []),
    '',
    out === null
      ? 'Keep it with --out profile.json, read it through, then train: mainstay train FILE --profile profile.json'
      : `Written to ${out}. Read it through, then train: mainstay train FILE --profile ${out}`,
  ].join('\n');
}

function valuesOf(feature: Feature): string {
  if (feature.kind === 'category') return feature.values.join(', ');
  if (feature.kind === 'date') {
    return { ymd: 'year-month-day', dmy: 'day-month-year', mdy: 'month-day-year' }[feature.format];
  }
  const { min, max, unit } = feature;
  const range = min === undefined && max === undefined ? 'any' : `${min ?? '…'} to ${max ?? '…'}`;
  return unit === undefined ? range : `${range} ${unit}`;
}
