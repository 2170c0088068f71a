import { describeFound, type InputIssue } from '../../errors.ts';
import type { Profile } from '../../profile/profile.ts';
import type { EndpointColumn, ExternalModelSettings } from './external-model.ts';
import { fieldOf } from './request-parts.ts';

/** What in a team's description of its model is not so in the profile: columns of unknown features, plays that are none. */
export function checkFit(
  { columns, plays, request }: Pick<ExternalModelSettings, 'columns' | 'plays' | 'request'>,
  profile: Profile,
): InputIssue[] {
  const issues = columns.flatMap((column, index) => {
    const wrong = wrongIn(column, profile);
    return wrong
      ? [{ field: `columns.${index}.${wrong.at}`, found: describeFound(wrong.found), expected: wrong.expected }]
      : [];
  });
  if (request.format === 'json-lines' && request.rows === 'named') {
    const fields = columns.map(fieldOf);
    const twice = fields.findIndex((name, index) => fields.indexOf(name) !== index);
    if (twice >= 0) {
      const expected = 'a field of its own, since rows are sent as documents';
      issues.push({ field: `columns.${twice}.field`, found: describeFound(fields[twice]), expected });
    }
  }
  for (const tier of ['high', 'medium'] as const) {
    const id = plays[tier];
    if (id !== null && !profile.plays.some((play) => play.id === id)) {
      const known = profile.plays.map((play) => play.id).join(', ');
      issues.push({ field: `plays.${tier}`, found: describeFound(id), expected: `a play of the profile: ${known}` });
    }
  }
  return issues;
}

function wrongIn(
  column: EndpointColumn,
  profile: Profile,
): { at: string; found: unknown; expected: string } | undefined {
  const feature = profile.features.find(({ name }) => name === column.feature);
  if (!feature) return { at: 'feature', found: column.feature, expected: `a feature of profile ${profile.name}` };
  if (column.as !== 'indicator' && column.as !== 'code') return undefined;
  if (feature.kind !== 'category')
    return { at: 'as', found: column.as, expected: `a category; ${feature.name} is a ${feature.kind}` };
  const named = column.as === 'indicator' ? [column.of] : Object.keys(column.codes);
  const unknown = named.find((value) => !feature.values.includes(value));
  if (unknown === undefined) return undefined;
  const expected = `a value of ${feature.name}: ${feature.values.slice(0, 10).join(', ')}`;
  return { at: column.as === 'indicator' ? 'of' : 'codes', found: unknown, expected };
}
