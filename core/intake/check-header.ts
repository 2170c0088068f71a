import { DomainError, describeFound } from '../errors.ts';
import type { Profile } from '../profile/profile.ts';
import type { CsvFile } from './csv-format.ts';

/** Where in a row the profile's columns stand, 0-based; undefined where the file lacks one that it may lack. */
export interface ColumnPlan {
  readonly id: number | undefined;
  readonly label: number | undefined;
  readonly money: number | undefined;
  readonly snapshot: number | undefined;
  readonly touch: number | undefined;
  /** In the order of the profile's features. */
  readonly features: readonly number[];
  /** Sentences for the receipt. */
  readonly warnings: readonly string[];
}

/**
 * Finds the profile's columns in a header: to the letter, else without regard to case and blanks, with a warning.
 *
 * @param labelNeeded - whether the file is no use without its label column
 * @throws {DomainError} `unreadable-file` naming every column that is missing or stands there twice
 */
export function planColumns(
  file: Pick<CsvFile, 'header' | 'delimiter'>,
  profile: Profile,
  labelNeeded: boolean,
): ColumnPlan {
  const { header } = file;
  const warnings: string[] = [];
  const twice = new Set<string>();
  const missing: string[] = [];

  const find = (name: string): number | undefined => {
    let places = placesOf(header, (text) => text === name);
    if (places.length === 0) {
      places = placesOf(header, (text) => fold(text) === fold(name));
      const [only] = places;
      if (places.length === 1 && only !== undefined) {
        warnings.push(`Column ${describeFound(header[only])} was taken for ${describeFound(name)}.`);
      }
    }
    if (places.length > 1) twice.add(name);
    return places[0];
  };
  const require = (name: string): number => {
    const at = find(name);
    if (at === undefined) missing.push(name);
    return at ?? 0;
  };
  const wish = (name: string | null | undefined, without: string): number | undefined => {
    if (name == null) return undefined;
    const at = find(name);
    if (at === undefined) warnings.push(`The file has no column ${describeFound(name)}: ${without}.`);
    return at;
  };

  const features = profile.features.map(({ name }) => require(name));
  const dated = profile.snapshotColumn !== null && profile.features.some(({ kind }) => kind === 'date');
  const plan = {
    features,
    id: wish(profile.id.column, 'ids are made from line numbers'),
    label: labelNeeded ? require(profile.label.column) : find(profile.label.column),
    money: wish(profile.money?.column, 'no value at risk can be told'),
    snapshot: dated ? require(profile.snapshotColumn ?? '') : wish(profile.snapshotColumn, 'rows carry no date'),
    // What was done matters to learning alone: a row to be scored is not set aside for it.
    touch: labelNeeded ? wish(profile.touch?.column, 'every customer counts as untouched') : undefined,
  };
  if (missing.length > 0) throw missingColumns(missing, file, profile);
  if (twice.size > 0) throw ambiguous([...twice]);
  return { ...plan, warnings: [...new Set([...warnings, ...unknownColumns(header, profile)])] };
}

function placesOf(header: readonly string[], test: (text: string) => boolean): number[] {
  return header.flatMap((text, at) => (test(text) ? [at] : []));
}

const fold = (name: string): string => name.trim().toLowerCase();
const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

function unknownColumns(header: readonly string[], profile: Profile): string[] {
  const known = new Set(
    [
      ...profile.features.map(({ name }) => name),
      ...profile.excluded.map(({ column }) => column),
      ...[
        profile.id.column,
        profile.label.column,
        profile.money?.column,
        profile.snapshotColumn,
        profile.touch?.column,
      ].filter((n) => n != null),
    ].map(fold),
  );
  const unknown = header.filter((name) => !known.has(fold(name))).map((name) => (name === '' ? '(no name)' : name));
  if (unknown.length === 0) return [];
  const [are, they] = unknown.length === 1 ? ['column is', 'It was'] : ['columns are', 'They were'];
  return [`${unknown.length} ${are} not in the profile: ${listed(unknown)}. ${they} left out.`];
}

function ambiguous(names: readonly string[]): DomainError {
  return new DomainError('unreadable-file', `The header names ${listed(names)} more than once.`, {
    issues: names.map((field) => ({
      line: 1,
      field,
      found: 'the same name more than once',
      expected: 'each name once',
    })),
  });
}

function missingColumns(
  missing: readonly string[],
  file: Pick<CsvFile, 'header' | 'delimiter'>,
  profile: Profile,
): DomainError {
  const { header } = file;
  const columns = missing.length === 1 ? 'column' : `${missing.length} columns`;
  const label = missing.includes(profile.label.column) ? ' The label is needed for training.' : '';
  return new DomainError(
    'unreadable-file',
    `The file lacks the ${columns} ${listed(missing)}.${label}${headerAdvice(file, missing)}`,
    {
      issues: missing.map((field) => {
        const similar = header.find((name) => bare(name) === bare(field));
        const found = similar === undefined ? 'no such column' : `no such column, but ${describeFound(similar)}`;
        return { line: 1, field, found, expected: `a column named ${field}` };
      }),
    },
  );
}

function headerAdvice(
  { header, delimiter }: Pick<CsvFile, 'header' | 'delimiter'>,
  missing: readonly string[],
): string {
  const [only] = header;
  if (header.length === 1 && missing.length > 1) {
    return ` Its header is a single column, ${describeFound(only)}: the columns may be separated by something other than a comma, semicolon, tab or bar.`;
  }
  const numbers = header.filter((name) => name !== '' && Number.isFinite(Number(name))).length;
  if (numbers * 2 >= header.length) return ' Its first line seems to hold data, not column names.';
  const name = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[delimiter] ?? JSON.stringify(delimiter);
  return ` It has ${header.length} columns separated by ${name}: ${listed(header)}.`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => (name.length > 60 ? `${name.slice(0, 57)}...` : name));
  return names.length > 20 ? `${shown.join(', ')} and ${names.length - 20} more` : shown.join(', ');
}
