import { missingTest, trimText } from '../profile/missing.ts';
import { featureReader, labelReader, moneyReader, snapshotReader } from '../profile/parse-value.ts';
import type { FeatureValue, Profile } from '../profile/profile.ts';
import { isProblem } from '../profile/value-problem.ts';
import type { ColumnPlan } from './check-header.ts';
import { maxIdLength } from './check-row.ts';
import type { ScannedColumn } from './kernel/csv/csv-scanner.ts';

/** A value as a cell gives it; undefined where there is something wrong with it. */
export type CellReader = (text: string, snapshotDay: number | null) => FeatureValue | undefined;

/** One thing that a column of the file is. A column may be several. */
export interface ColumnRole {
  readonly column: number;
  readonly what:
    | { readonly role: 'feature'; readonly index: number }
    | { readonly role: 'money' | 'id' | 'label' | 'snapshot' };
  readonly read: CellReader;
  /** How the scanner may read it by itself. */
  readonly scanned: ScannedColumn;
}

const anyNumber = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY } as const;

const sound =
  (read: (text: string, day: number | null) => ReturnType<ReturnType<typeof featureReader>>): CellReader =>
  (text, day) => {
    const value = read(text, day);
    return isProblem(value) ? undefined : value;
  };

/** What the columns of a file to be scored are, with readers that agree with `rowChecker`. */
export function columnRoles(profile: Profile, plan: ColumnPlan): ColumnRole[] {
  const roles: ColumnRole[] = profile.features.map((feature, index): ColumnRole => {
    const what = { role: 'feature', index } as const;
    const column = plan.features[index] ?? -1;
    const read = sound(featureReader(feature, profile));
    if (feature.kind === 'date') return { column, what, read, scanned: { kind: 'cell' } };
    if (feature.kind === 'number') {
      const { min = anyNumber.min, max = anyNumber.max } = feature;
      return { column, what, read, scanned: { kind: 'number', min, max } };
    }
    const codes = new Map<string, number>();
    for (const [code, value] of feature.values.entries()) {
      if (trimText(value) === value && !codes.has(value)) codes.set(value, code);
    }
    if (!codes.has('')) codes.set('', -1);
    return { column, what, read, scanned: { kind: 'category', codes } };
  });
  const add = (
    column: number | undefined,
    role: 'money' | 'label' | 'snapshot',
    read: CellReader,
    scanned: ScannedColumn,
  ) => {
    if (column !== undefined) roles.push({ column, what: { role }, read, scanned });
  };
  const readLabel = labelReader(profile);
  add(plan.money, 'money', sound(moneyReader(profile)), { kind: 'number', min: 0, max: anyNumber.max });
  add(plan.snapshot, 'snapshot', sound(snapshotReader(profile)), { kind: 'cell' });
  add(
    plan.label,
    'label',
    (text) => {
      const label = readLabel(text);
      return isProblem(label) ? null : label; // a label is not needed to score
    },
    { kind: 'cell' },
  );
  if (plan.id !== undefined) roles.push(idRole(profile, plan.id));
  return roles;
}

function idRole(profile: Profile, column: number): ColumnRole {
  const isMissing = missingTest(profile);
  const longestMissing = Math.max(0, ...profile.missing.map((text) => text.trim().length));
  return {
    column,
    what: { role: 'id' },
    read: (text) => {
      const id = trimText(text);
      return isMissing(id) || id.length > maxIdLength ? undefined : id;
    },
    scanned: {
      kind: 'id',
      leastLength: longestMissing + 1,
      digits: !profile.missing.some((text) => /^\s*\d/.test(text)),
    },
  };
}

/** How the scanner is to read each column of a file. */
export function scannedColumns(roles: readonly ColumnRole[], columnCount: number): ScannedColumn[] {
  return Array.from({ length: columnCount }, (_, column): ScannedColumn => {
    const here = roles.filter((role) => role.column === column).map(({ scanned }) => scanned);
    const [first] = here;
    if (first === undefined) return { kind: 'skip' };
    if (here.length === 1) return first;
    const numbers = here.filter((scanned) => scanned.kind === 'number');
    if (numbers.length < here.length) return { kind: 'cell' };
    return {
      kind: 'number',
      min: Math.max(...numbers.map(({ min }) => min)),
      max: Math.min(...numbers.map(({ max }) => max)),
    };
  });
}
