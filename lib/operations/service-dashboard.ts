import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, type IAlarm, PeriodOverride, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Served } from '../serving/serving-stack.ts';
import { graph, percentiles } from './graph.ts';
import { ownMetric } from './own-metric.ts';
import { type WorkRowsProps, workRows } from './work-rows.ts';

export interface ServiceDashboardProps {
  readonly stageName: string;
  readonly runbookUrl: string;
  readonly alarms: readonly IAlarm[];
  readonly served: Served;
  readonly table: ITable;
  readonly work: WorkRowsProps;
}

/** One page: what rings, how calls go, what the functions and the records do, how files and messages get on. */
export class ServiceDashboard extends Dashboard {
  constructor(scope: Construct, id: string, props: ServiceDashboardProps) {
    const { stageName, runbookUrl, alarms, served, table, work } = props;
    super(scope, id, {
      dashboardName: `mainstay-${stageName}`,
      defaultInterval: Duration.hours(24),
      periodOverride: PeriodOverride.AUTO,
    });
    const { api, apiFunction } = served;
    const count = { statistic: 'Sum' };
    this.addWidgets(
      new TextWidget({
        markdown: `# Mainstay ${stageName}\nEach alarm has its paragraph in the runbook, ${runbookUrl}`,
        width: 24,
        height: 2,
      }),
    );
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 6 }));
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
        'Scores recorded by calls, by tier',
        ownMetric({ stageName, service: 'api', name: 'HighScores', label: 'high' }),
        ownMetric({ stageName, service: 'api', name: 'MediumScores', label: 'medium' }),
        ownMetric({ stageName, service: 'api', name: 'LowScores', label: 'low' }),
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
    for (const row of workRows(stageName, work)) this.addWidgets(...row);
  }
}
