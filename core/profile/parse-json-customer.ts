import type { InputIssue } from '../errors.ts';
import { monthlyMinor } from './money.ts';
import { expectedDate, isoDay, parseDay } from './parse-date.ts';
import { expectedNumber, inRange } from './parse-number.ts';
import { categoryReader } from './parse-value.ts';
import type { Feature, FeatureValue, Profile } from './profile.ts';
import { isProblem, issueOf, problem, type ValueProblem } from './value-problem.ts';

/** A customer's features as the API got them, checked. Values are complete only where there is no issue. */
export interface JsonCustomer {
  readonly values: Readonly<Record<string, FeatureValue>>;
  readonly monthlyValueMinor: number | null;
  /** YYYY-MM-DD */
  readonly snapshot: string | null;
  readonly issues: readonly InputIssue[];
  /** Keys that the profile does not know at all, not even as excluded: probably misspelt. */
  readonly unknownFields: readonly string[];
}

type JsonReader = (value: unknown, snapshotDay: number | null) => FeatureValue | ValueProblem;

/**
 * A compiled check of a customer's `features` object. Numbers must be JSON numbers, dates strings with the year first,
 * categories strings, booleans or numbers; null or absent is missing, and so is what the profile calls missing. Keys
 * match to the letter. The money and snapshot columns are read from the same object even where they are no features;
 * label, id and excluded columns may be there and are not looked at.
 *
 * @param today - day that dates are aged by where the profile has a snapshot column and the customer brings none,
 *   YYYY-MM-DD; a date without either is an issue
 */
export function jsonCustomerReader(
  profile: Profile,
): (features: Readonly<Record<string, unknown>>, today?: string) => JsonCustomer {
  const readers = profile.features.map((feature) => [feature.name, jsonReader(feature, profile)] as const);
  const { money, snapshotColumn } = profile;
  const asFeature = new Set(profile.features.map(({ name }) => name));
  const known = new Set([
    ...asFeature,
    ...profile.excluded.map(({ column }) => column),
    ...[profile.id.column, profile.label.column, money?.column, snapshotColumn].filter((name) => name != null),
  ]);

  return (features, today) => {
    const issues: InputIssue[] = [];
    const take = <T>(field: string, value: T | ValueProblem): T | null => {
      if (!isProblem(value)) return value;
      issues.push(issueOf(field, value));
      return null;
    };
    const givenDay = snapshotColumn === null ? null : take(snapshotColumn, readDay(features[snapshotColumn]));
    const todayDay = today === undefined ? null : parseDay(today, 'ymd');
    const snapshotDay = givenDay ?? (isProblem(todayDay) ? null : todayDay);
    const values: Record<string, FeatureValue> = {};
    for (const [name, read] of readers) {
      values[name] = take(name, Object.hasOwn(features, name) ? read(features[name], snapshotDay) : null);
    }
    let amount: number | null = null;
    if (money && Object.hasOwn(features, money.column)) {
      const read = readNumber(features[money.column], { decimal: '.', min: 0 });
      if (!isProblem(read)) amount = read;
      else if (!issues.some(({ field }) => field === money.column)) take(money.column, read);
    }
    return {
      values,
      monthlyValueMinor: amount === null || !money ? null : monthlyMinor(amount, money.per, profile.currency),
      snapshot: givenDay === null ? null : isoDay(givenDay),
      issues,
      unknownFields: Object.keys(features).filter((name) => !known.has(name)),
    };
  };
}

function jsonReader(feature: Feature, profile: Profile): JsonReader {
  if (feature.kind === 'number') {
    return (value) => readNumber(value, { decimal: '.', min: feature.min, max: feature.max });
  }
  if (feature.kind === 'date') {
    return (value, snapshotDay) => {
      const day = readDay(value);
      if (day === null || isProblem(day)) return day;
      return snapshotDay === null
        ? problem(value, `a customer with a date in ${profile.snapshotColumn ?? 'a snapshot column'}`)
        : snapshotDay - day;
    };
  }
  const read = categoryReader(feature.values, profile);
  return (value) => {
    if (value === null || value === undefined) return null;
    const scalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
    if (!scalar || (typeof value === 'number' && !Number.isFinite(value))) {
      return problem(value, `a text such as ${feature.values.slice(0, 5).join(', ')}`);
    }
    return read(String(value));
  };
}

function readNumber(value: unknown, shape: Parameters<typeof expectedNumber>[0]): number | null | ValueProblem {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return problem(value, expectedNumber(shape));
  return inRange(value, shape, value);
}

function readDay(value: unknown): number | null | ValueProblem {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? parseDay(value.trim(), 'ymd') : problem(value, expectedDate('ymd'));
}
