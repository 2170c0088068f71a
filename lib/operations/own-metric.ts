import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricNamespace, type ServiceName } from '../../lambdas/shared/metric-names.ts';

/** Which count of which functions. */
export interface OwnMetricProps extends MetricOptions {
  readonly stageName: string;
  readonly service: ServiceName;
  readonly name: MetricName;
}

/** A count that functions write with their log, of one stage. */
export function ownMetric({ stageName, service, name, ...options }: OwnMetricProps): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: name,
    dimensionsMap: { service, stage: stageName },
    statistic: 'Sum',
    ...options,
  });
}
