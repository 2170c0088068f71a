import { DomainError, describeFound } from '../errors.ts';
import { Profile } from './profile.ts';

/**
 * A profile from an unknown document, defaults filled in.
 *
 * @throws {DomainError} `invalid-profile`, with an issue for each place that breaks the schema
 */
export function parseProfile(document: unknown): Profile {
  const result = Profile.safeParse(document);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, 50).map((issue) => ({
    field: issue.path.map(String).join('.') || '(document)',
    found: describeFound(valueAt(document, issue.path)),
    expected: issue.message,
  }));
  const first = issues[0];
  throw new DomainError('invalid-profile', `The profile breaks its schema at ${first?.field}: ${first?.expected}.`, {
    issues,
  });
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
