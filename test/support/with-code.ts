import { DomainError, type FailureCode } from '../../core/errors.ts';

/** For `rejects.toMatchObject` and `toThrow`: a foreseen failure with this code. */
export function withCode(code: FailureCode): object {
  return {
    name: 'DomainError',
    code,
    asymmetricMatch: (other: unknown) => other instanceof DomainError && other.code === code,
  };
}
