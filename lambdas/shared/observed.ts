import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import withMiddleware from '@middy/core';
import type { Context } from 'aws-lambda';
import { type MetricName, metricNamespace, type ServiceName } from './metric-names.ts';
import { traced } from './traced.ts';

/** What all functions have around their work: logs, counts and traces under the name of their service and stage. */
export interface Observed {
  readonly logger: Logger;
  /** Adds to a count, or to a time in milliseconds where the name ends in `Ms`. */
  readonly measure: (name: MetricName, value?: number) => void;
  /** Makes a handler of the work. What the work throws goes on to whoever invoked the function. */
  readonly handler: <Result>(
    work: (event: unknown, context: Context) => Promise<Result>,
  ) => (event: unknown, context: Context) => Promise<Result>;
}

/** @param service - the dimension `service` of every count */
export function observe(service: ServiceName, stage: string): Observed {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({
    namespace: metricNamespace,
    serviceName: service,
    defaultDimensions: { stage },
    logger: { ...console, warn: () => undefined }, // it warns of every call in which there was nothing to count
  });
  return {
    logger,
    measure: (name, value = 1) =>
      metrics.addMetric(name, name.endsWith('Ms') ? MetricUnit.Milliseconds : MetricUnit.Count, value),
    handler: (work) =>
      withMiddleware()
        .use(injectLambdaContext(logger, { resetKeys: true }))
        .use(traced(service))
        .use(logMetrics(metrics, { captureColdStartMetric: true }))
        .handler(work),
  };
}
