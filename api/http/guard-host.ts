import type { MiddlewareHandler } from 'hono';
import { DomainError } from '../../core/errors.ts';
import type { ApiEnv } from './env.ts';

/**
 * Keeps pages of other sites out of a server that asks for no key. A name that an attacker points at this machine (DNS
 * rebinding) is not among the allowed hosts; a page that sends a request here across origins says so in `Origin` or
 * `Sec-Fetch-Site`.
 *
 * @param allowedHosts - host names without port; undefined lets every host pass
 * @param allowedOrigins - origins whose pages may call all the same
 */
export function guardHost(
  allowedHosts: ReadonlySet<string> | undefined,
  allowedOrigins: ReadonlySet<string>,
): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    if (allowedHosts && !allowedHosts.has(hostName(host))) {
      throw new DomainError('wrong-host', `This server answers for ${[...allowedHosts].join(', ')} only`);
    }
    const origin = context.req.header('origin');
    const site = context.req.header('sec-fetch-site');
    const foreign = origin === undefined ? site === 'cross-site' : originHost(origin) !== host;
    const allowed = origin !== undefined && allowedOrigins.has(origin);
    if (foreign && !allowed && !['GET', 'HEAD'].includes(context.req.method)) {
      throw new DomainError('cross-origin', 'Call this from a server, a script or a page of this very address');
    }
    await next();
  };
}

/** Without the port: `localhost:8080` and `[::1]:8080`. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
