import { DomainError } from '../errors.ts';

/**
 * The name by which a workflow knows a foreseen failure that is not the end; undefined for all that will not go away by
 * itself. A model elsewhere that does not answer is a service that is away; where the champion has changed, the gate has
 * to look again.
 */
export function retryName(error: unknown): string | undefined {
  if (!(error instanceof DomainError)) return undefined;
  if (error.code === 'champion-changed') return 'ChampionChanged';
  return error.code === 'model-unreachable' ? 'ServiceUnavailable' : undefined;
}
