import { z } from 'zod';
import { DomainError, failures, InputIssue } from '../../../core/errors.ts';

const codes = Object.keys(failures).filter((code): code is keyof typeof failures => code in failures);

/** An error on its way between threads, which would lose its class: what the workflow and people know it by. */
export const CarriedError = z.strictObject({
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  code: z.enum(codes).optional(),
  issues: z.array(InputIssue).optional(),
});
export type CarriedError = z.infer<typeof CarriedError>;

export function carried(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const foreseen = error instanceof DomainError ? { code: error.code, issues: [...error.issues] } : {};
  return { name, message, ...(stack === undefined ? {} : { stack }), ...foreseen };
}

export function uncarried({ name, message, stack, code, issues = [] }: CarriedError): Error {
  const error = code === undefined ? new Error(message) : new DomainError(code, message, { issues });
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
