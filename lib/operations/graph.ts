import { GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** A graph as the dashboard has them: a third of its width, from zero. */
export function graph(title: string, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0, showUnits: false } });
}

/** The same metric at the median, the slowest tenth and the slowest hundredth. */
export function percentiles(metric: (statistic: string, label: string) => IMetric): IMetric[] {
  return ['p50', 'p90', 'p99'].map((statistic) => metric(statistic, statistic));
}
