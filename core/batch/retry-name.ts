import { DomainError } from '../errors.ts';

/**
 * The name by which the workflow tries a foreseen failure again; undefined for all that will not go away by itself. A model
 * elsewhere that does not answer is a service that is away.
 */
export function retryName(error: unknown): string | undefined {
  return error instanceof DomainError && error.code === 'model-unreachable' ? 'ServiceUnavailable' : undefined;
}
