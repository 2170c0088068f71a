import type { Context } from 'hono';
import { DomainError } from '../../core/errors.ts';
import type { Place } from '../places.ts';
import type { ApiEnv } from './env.ts';
import { problemResponse } from './problem.ts';

/** Tells a path that does not exist (404) from one that takes other methods (405, with `Allow`). */
export function noSuchCall(places: readonly Pick<Place, 'path' | 'method'>[]): (context: Context<ApiEnv>) => Response {
  const patterns = places.map(({ path, method }) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    method: method.toUpperCase(),
  }));
  return (context) => {
    const { pathname } = new URL(context.req.url);
    const methods = patterns.filter(({ pattern }) => pattern.test(pathname)).map(({ method }) => method);
    if (methods.length === 0) {
      return problemResponse(context, new DomainError('not-found', 'There is no such path; /openapi.json lists all'));
    }
    const allowed = [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(
      ', ',
    );
    const response = problemResponse(context, new DomainError('method-not-allowed', `This path takes ${allowed}`));
    response.headers.set('allow', allowed);
    return response;
  };
}
