import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { ApiEnv } from './env.ts';

/** What every answer may load: nothing. Pages bring a policy of their own. */
const defaultPolicy = "default-src 'none'; frame-ancestors 'none'";

const secure = secureHeaders({ xFrameOptions: 'DENY' });

/** Headers that every answer has, errors included: security, a policy where there is none yet, the request's id. */
export const finishHeaders = createMiddleware<ApiEnv>(async (context, next) => {
  await secure(context, next);
  const { headers } = context.res;
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', defaultPolicy);
  headers.set('x-request-id', context.get('requestId'));
});
