import { DomainError } from '../../core/errors.ts';
import type { Receipt } from '../../core/intake/receipt.ts';

/** Input that was refused, with its receipt. */
export class RefusedInput extends DomainError {
  readonly receipt: Receipt;

  constructor(failure: DomainError, receipt: Receipt) {
    super(failure.code, failure.message, { issues: failure.issues, cause: failure });
    this.receipt = receipt;
  }
}
