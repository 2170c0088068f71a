import type { z } from 'zod';
import { DomainError, describeFound, type FailureCode, type InputIssue } from '../../core/errors.ts';

/** How many places are named at most: a client that is wrong everywhere needs no megabyte of it. */
const maxIssues = 50;

type Path = readonly PropertyKey[];

/**
 * A value that came in, checked by a schema.
 *
 * @param where - what is wrong, for the sentence: `The body`, `The query`
 * @throws {DomainError} `invalid-request` (or `code`), naming every place
 */
export function checkInput<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: string,
  code: FailureCode = 'invalid-request',
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => issuesOf(issue, value)).slice(0, maxIssues);
  const [first] = issues;
  const place = first?.field === undefined ? '' : ` at ${first.field}`;
  throw new DomainError(code, `${where} is wrong${place}: found ${first?.found}, expected ${first?.expected}`, {
    issues,
  });
}

function issuesOf(issue: z.core.$ZodIssue, root: unknown): InputIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...placeOf([...issue.path, key]),
      found: describeFound(key),
      expected: 'no field of this name',
    }));
  }
  const value = valueAt(root, issue.path);
  return [{ ...placeOf(issue.path), found: found(value), expected: expectedBy(issue) }];
}

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `${article(issue.expected)} ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`;
    case 'invalid_union':
      return 'a text, a finite number, true, false or null';
    default:
      return issue.message;
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

function unitOf(origin: string, count: number | bigint): string {
  const unit = origin === 'array' ? 'item' : origin === 'string' ? 'character' : '';
  return unit === '' ? '' : ` ${unit}${Number(count) === 1 ? '' : 's'}`;
}

/** A list is told by its length, so that an answer never repeats a request. */
function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value} (beyond what a number holds)`;
  return Array.isArray(value) ? `a list of ${value.length}` : describeFound(value);
}

/** The row is the first index on the path; the field is the whole path. */
function placeOf(path: Path): Pick<InputIssue, 'row' | 'field'> {
  const row = path.find((part) => typeof part === 'number');
  return {
    ...(typeof row === 'number' ? { row } : {}),
    ...(path.length > 0 ? { field: path.map(String).join('.') } : {}),
  };
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    root,
  );
}
