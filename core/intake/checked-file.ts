import type { Profile } from '../profile/profile.ts';
import type { CheckedRow } from './checked-row.ts';
import { csvLine } from './csv-writer.ts';

/** Columns of checked.csv that stand before the features. */
export const checkedColumns = ['__id', '__line', '__label', '__monthly_value_minor', '__snapshot'] as const;

/** Column that says what outreach did to a customer; stands behind the others where a profile tells it. */
export const touchColumn = '__touch';

/** The header line of checked.csv, the canonical form that training reads: UTF-8, LF, commas. */
export function checkedHeader(profile: Profile): string {
  const touch = profile.touch ? [touchColumn] : [];
  return csvLine([...checkedColumns, ...touch, ...profile.features.map((feature) => feature.name)]);
}

/** A row's line in checked.csv: numbers in JavaScript's shortest form, missing values empty. */
export function checkedLine(row: CheckedRow, profile: Profile): string {
  const fields = [
    row.id,
    String(row.line),
    row.label === undefined ? '' : String(row.label),
    row.monthlyValueMinor === null ? '' : String(row.monthlyValueMinor),
    row.snapshot ?? '',
  ];
  if (profile.touch) fields.push(row.touch ?? '');
  for (const { name } of profile.features) {
    const value = row.values[name] ?? null;
    fields.push(value === null ? '' : String(value));
  }
  return csvLine(fields);
}
