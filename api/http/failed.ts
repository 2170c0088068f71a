import type { Context } from 'hono';
import { DomainError } from '../../core/errors.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from './env.ts';
import { problemResponse } from './problem.ts';

/** Answers a failure, and logs what the client is not told: the unforeseen, and the cause of a 5xx. */
export function failed({ log }: Pick<ApiDeps, 'log'>): (error: Error, context: Context<ApiEnv>) => Response {
  return (error, context) => {
    const response = problemResponse(context, error);
    if (response.status >= 500 && !(error instanceof DomainError && error.code === 'no-champion')) {
      log.error('request-failed', {
        requestId: context.get('requestId'),
        method: context.req.method,
        status: response.status,
        ...described(error),
      });
    }
    return response;
  };
}

function described(error: Error): Record<string, unknown> {
  return {
    error: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message}` } : {}),
  };
}
