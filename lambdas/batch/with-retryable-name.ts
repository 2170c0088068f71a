import { z } from 'zod';
import { retryName } from '../../core/batch/retry-name.ts';

/** How Node tells that a connection could not be made or broke. */
const networkCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
]);

const SystemError = z.object({ name: z.literal('Error'), code: z.string() });

/**
 * Gives an error of the network the name by which the workflow tries again. The SDK's own errors have their names; but
 * a body that breaks off while it is read, or a name that is not resolved, comes as a bare `Error` with a code. A model elsewhere that does not answer is a service too.
 */
export function withRetryableName(error: unknown): Error {
  const foreseen = retryName(error);
  if (foreseen !== undefined && error instanceof Error) {
    const named = new Error(error.message, { cause: error });
    named.name = foreseen;
    return named;
  }
  const system = SystemError.safeParse(error).data;
  if (system && networkCodes.has(system.code)) {
    const named = new Error(`The network failed: ${system.code}`, { cause: error });
    named.name = 'NetworkingError';
    return named;
  }
  return error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error });
}
