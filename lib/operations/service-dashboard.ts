import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Served } from '../serving/serving-stack.ts';
import { ownMetric } from './own-metric.ts';

export interface ServiceDashboardProps {
  readonly stageName: string;
  readonly runbookUrl: string;
  readonly alarms: readonly IAlarm[];
  readonly served: Served;
  readonly table: ITable;
}

/** One page: what rings, how calls go, what the function and the records do. */
export class ServiceDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { stageName, runbookUrl, alarms, served, table }: ServiceDashboardProps) {
    super(scope, id, {
      dashboardName: `mainstay-${stageName}`,
      defaultInterval: Duration.hours(24),
      periodOverride: PeriodOverride.AUTO,
    });
    const { api, apiFunction } = served;
    const count = { statistic: 'Sum' };
    this.addWidgets(
      new TextWidget({
        markdown: `# Mainstay ${stageName}\nEach alarm has its paragraph in the [runbook](${runbookUrl}).`,
        width: 24,
        height: 2,
      }),
    );
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 }));
    this.addWidgets(
      graph('Calls', api.metricCount({ ...count, label: 'all' })),
      graph(
        'Calls refused and failed',
        api.metricClientError({ ...count, label: 'refused, 4xx' }),
        api.metricServerError({ ...count, label: 'failed, 5xx' }),
      ),
      graph('Time to answer, ms', ...percentiles((statistic, label) => api.metricLatency({ statistic, label }))),
    );
    this.addWidgets(
      graph(
        'Function time, ms',
        ...percentiles((statistic, label) => apiFunction.metricDuration({ statistic, label })),
      ),
      graph(
        'Function errors and calls turned away',
        apiFunction.metricErrors({ ...count, label: 'errors' }),
        apiFunction.metricThrottles({ ...count, label: 'turned away' }),
      ),
      graph(
        'Functions at once',
        apiFunction.metric('ConcurrentExecutions', { statistic: 'Maximum', label: 'most at once' }),
      ),
    );
    this.addWidgets(
      graph(
        'Scores recorded, by tier',
        ...['High', 'Medium', 'Low'].map((tier) =>
          ownMetric(stageName, `${tier}Scores`, { label: tier.toLowerCase() }),
        ),
      ),
      graph(
        'Record units used',
        table.metricConsumedReadCapacityUnits({ ...count, label: 'read' }),
        table.metricConsumedWriteCapacityUnits({ ...count, label: 'written' }),
      ),
      graph(
        'Record time, ms',
        ...['GetItem', 'Query', 'UpdateItem', 'BatchGetItem'].map((operation) =>
          table.metricSuccessfulRequestLatency({
            dimensionsMap: { TableName: table.tableName, Operation: operation },
            statistic: 'p99',
            label: `${operation}, p99`,
          }),
        ),
      ),
    );
  }
}

function graph(title: string, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0, showUnits: false } });
}

function percentiles(metric: (statistic: string, label: string) => IMetric): IMetric[] {
  return ['p50', 'p90', 'p99'].map((statistic) => metric(statistic, statistic));
}
