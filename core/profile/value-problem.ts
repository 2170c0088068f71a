import { describeFound, type InputIssue } from '../errors.ts';

/** Why a value is refused: what stood there, and what would have been right. */
export interface ValueProblem {
  readonly found: string;
  readonly expected: string;
}

/** Whether parsing refused; feature values themselves are never objects. */
export function isProblem(value: unknown): value is ValueProblem {
  return typeof value === 'object' && value !== null;
}

/** The problem of a value, `found` shortened for people. */
export function problem(found: unknown, expected: string): ValueProblem {
  return { found: describeFound(found), expected };
}

/** The problem as an issue of a field. */
export function issueOf(field: string, { found, expected }: ValueProblem): InputIssue {
  return { field, found, expected };
}
