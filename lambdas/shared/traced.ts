import type { MiddlewareObj, Request } from '@middy/core';
import type { ServiceName } from './metric-names.ts';

type Hooks = Pick<MiddlewareObj, 'before' | 'after' | 'onError'>;

/** Lambda says for every call whether X-Ray takes it: about one in twenty. */
const isSampled = (): boolean => process.env._X_AMZN_TRACE_ID?.includes('Sampled=1') ?? false;

/**
 * Traces the calls that X-Ray takes. Its SDK is a tenth of a function's start, so that it is loaded for the first such
 * call and not before. What a function answers, which is what is known of customers, stays out of traces.
 */
export function traced(serviceName: ServiceName): MiddlewareObj {
  let loading: Promise<Hooks> | undefined;
  const hooksOf = async (): Promise<Hooks | undefined> => {
    if (!isSampled()) return undefined;
    loading ??= load(serviceName);
    return loading;
  };
  return {
    before: async (request: Request) => (await hooksOf())?.before?.(request),
    after: async (request: Request) => (await hooksOf())?.after?.(request),
    onError: async (request: Request) => (await hooksOf())?.onError?.(request),
  };
}

async function load(serviceName: ServiceName): Promise<Hooks> {
  const [{ Tracer }, { captureLambdaHandler }] = await Promise.all([
    import('@aws-lambda-powertools/tracer'),
    import('@aws-lambda-powertools/tracer/middleware'),
  ]);
  return captureLambdaHandler(new Tracer({ serviceName }), { captureResponse: false });
}
