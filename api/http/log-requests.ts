import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from './env.ts';

/** One line per request: the route, not the path or the query, which hold what people look for. */
export function logRequests({ log }: Pick<ApiDeps, 'log'>): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const startedMs = performance.now();
    await next();
    log.info('request', {
      requestId: context.get('requestId'),
      method: context.req.method,
      route: routePath(context, -1),
      status: context.res.status,
      durationMs: Math.round((performance.now() - startedMs) * 100) / 100,
    });
  };
}
