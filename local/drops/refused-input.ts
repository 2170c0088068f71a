import { DomainError, type FailureCode } from '../../core/errors.ts';
import type { Receipt } from '../../core/intake/receipt.ts';

/** Input that was refused, with its receipt. */
export class RefusedInput extends DomainError {
  readonly receipt: Receipt;

  constructor(failure: DomainError, receipt: Receipt) {
    super(failure.code, failure.message, { issues: failure.issues, cause: failure });
    this.receipt = receipt;
  }
}

const refusals: ReadonlySet<FailureCode> = new Set([
  'unreadable-file',
  'not-enough-data',
  'nothing-to-learn',
  'invalid-customer',
]);

/** Whether a failure is the input's rather than ours. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && refusals.has(error.code);
}
