import { DomainError, type FailureCode } from '../errors.ts';
import type { Receipt } from './receipt.ts';

const refusals: ReadonlySet<string> = new Set<FailureCode>([
  'unreadable-file',
  'not-enough-data',
  'nothing-to-learn',
  'invalid-customer',
]);

/** Whether a receipt's failure code says that the input is at fault. */
export function isRefusalCode(code: string): boolean {
  return refusals.has(code);
}

/** Whether a failure is the input's rather than ours. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && isRefusalCode(error.code);
}

/** What a receipt says of a failure; the unforeseen ones give nothing away. */
export function failureOf(error: unknown): NonNullable<Receipt['failure']> {
  if (error instanceof DomainError) return { code: error.code, detail: error.message };
  return { code: 'unforeseen', detail: 'An unforeseen error; the log of the process has it.' };
}
