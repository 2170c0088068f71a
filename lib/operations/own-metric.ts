import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';

/** A count that the API function writes with its log, of one stage; the names are those in `lambdas/api/api.handler.ts`. */
export function ownMetric(stageName: string, metricName: string, options: MetricOptions): Metric {
  return new Metric({
    namespace: 'Mainstay',
    metricName,
    dimensionsMap: { service: 'api', stage: stageName },
    statistic: 'Sum',
    ...options,
  });
}
