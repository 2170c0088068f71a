import { DomainError, describeFound, type InputIssue } from '../core/errors.ts';
import { type JsonCustomer, jsonCustomerReader } from '../core/profile/parse-json-customer.ts';
import type { FeatureValues, Profile } from '../core/profile/profile.ts';
import type { CustomerToScore } from '../core/scoring/scoring-model.ts';
import type { RawFeatures } from './schemas/scores.ts';

type Reader = ReturnType<typeof jsonCustomerReader>;

/** One compiled reader per profile that is in use. */
const readers = new WeakMap<Profile, Reader>();

function readerOf(profile: Profile): Reader {
  let reader = readers.get(profile);
  if (!reader) {
    reader = jsonCustomerReader(profile);
    readers.set(profile, reader);
  }
  return reader;
}

/**
 * Customers as they came, with values that fit the profile.
 *
 * @param at - dates are aged by its day where a customer brings no snapshot date
 * @throws {DomainError} `invalid-customer`, naming every row and field that does not fit or is not known
 */
export function readCustomers(
  profile: Profile,
  customers: readonly { customerId: string; features: RawFeatures }[],
  at: Date,
): CustomerToScore[] {
  const issues: InputIssue[] = [];
  const read = customers.map(({ customerId, features }, row): CustomerToScore => {
    const parsed = readerOf(profile)(features, day(at));
    for (const issue of issuesOf(parsed, features)) issues.push({ ...issue, row });
    return { customerId, values: parsed.values, monthlyValueMinor: parsed.monthlyValueMinor };
  });
  refuse(issues, profile);
  return read;
}

/** Changes to a customer: only the values that were named. @throws {DomainError} `invalid-customer` */
export function readChanges(profile: Profile, changes: RawFeatures, at: Date): FeatureValues {
  const parsed = readerOf(profile)(changes, day(at));
  refuse(issuesOf(parsed, changes), profile);
  const named = Object.entries(parsed.values).filter(([name]) => Object.hasOwn(changes, name));
  const column = profile.money?.column;
  const amount = column === undefined ? undefined : changes[column];
  // The money column may be no feature; the value at risk follows it all the same.
  if (column !== undefined && typeof amount === 'number') named.push([column, amount]);
  return Object.fromEntries(named);
}

function issuesOf({ issues, unknownFields }: JsonCustomer, features: RawFeatures): InputIssue[] {
  const unknown = unknownFields.map((field) => ({
    field,
    found: describeFound(features[field]),
    expected: 'a column of the profile; it has none of this name',
  }));
  return [...issues, ...unknown];
}

function refuse(issues: readonly InputIssue[], profile: Profile): void {
  const [first] = issues;
  if (!first) return;
  const who = first.row === undefined ? '' : `Customer ${first.row}: `;
  throw new DomainError(
    'invalid-customer',
    `${who}${first.field ?? 'a value'} is ${first.found}, but profile ${profile.name} expects ${first.expected}`,
    { issues: issues.slice(0, 50) },
  );
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
