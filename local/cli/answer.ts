import type { FailureCode } from '../../core/errors.ts';
import { DomainError } from '../../core/errors.ts';
import type { Receipt } from '../../core/intake/receipt.ts';

/** How a command may end; the design's "Command line". */
export const exitCodes = { done: 0, failed: 1, usage: 2, refused: 3, interrupted: 130 } as const;

/** What a command has to say: a document for machines, and the same as text for people. */
export interface Answer {
  readonly document: unknown;
  readonly text: string;
}

/** Input that was refused, with its receipt. */
export class RefusedInput extends DomainError {
  readonly receipt: Receipt;

  constructor(failure: DomainError, receipt: Receipt) {
    super(failure.code, failure.message, { issues: failure.issues, cause: failure });
    this.receipt = receipt;
  }
}

const refusals: ReadonlySet<FailureCode> = new Set(['unreadable-file', 'not-enough-data', 'nothing-to-learn', 'invalid-customer']);

/** Whether the failure is the input's: the command then ends with {@link exitCodes.refused}. */
export function isRefusal(error: DomainError): boolean {
  return refusals.has(error.code);
}

/** The command was called in a way that it cannot make sense of. */
export class UsageError extends Error {}
