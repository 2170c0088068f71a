import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import type { MiddlewareObj } from '@middy/core';
import type { ServiceName } from './metric-names.ts';

/** Tells X-Ray of a call. What a function answers, which is what is known of customers, stays out of traces. */
export function xRay(serviceName: ServiceName): Pick<MiddlewareObj, 'before' | 'after' | 'onError'> {
  return captureLambdaHandler(new Tracer({ serviceName }), { captureResponse: false });
}
