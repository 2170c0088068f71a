import type { MiddlewareObj, Request } from '@middy/core';
import type { ServiceName } from './metric-names.ts';

type Hooks = Pick<MiddlewareObj, 'before' | 'after' | 'onError'>;

/** Lambda says for every call whether X-Ray takes it: about one in twenty. */
const isSampled = (): boolean => process.env._X_AMZN_TRACE_ID?.includes('Sampled=1') ?? false;

/**
 * Traces the calls that X-Ray takes. Its SDK is a tenth of a function's start, so that it is loaded for the first such
 * call and not before.
 */
export function traced(serviceName: ServiceName): MiddlewareObj {
  let loading: Promise<Hooks> | undefined;
  const hooksOf = async (): Promise<Hooks | undefined> => {
    if (!isSampled()) return undefined;
    loading ??= import('./x-ray.ts').then(({ xRay }) => xRay(serviceName));
    return loading;
  };
  return {
    before: async (request: Request) => (await hooksOf())?.before?.(request),
    after: async (request: Request) => (await hooksOf())?.after?.(request),
    onError: async (request: Request) => (await hooksOf())?.onError?.(request),
  };
}
