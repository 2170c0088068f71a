import { type IWidget, LogQueryVisualizationType, LogQueryWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricNamespace, type ServiceName } from '../../lambdas/shared/metric-names.ts';
import type { Batch } from '../batch/batch-stack.ts';
import { graph, percentiles } from './graph.ts';
import { mailRate } from './message-alarms.ts';
import { ownMetric } from './own-metric.ts';
import type { WatchedFunction, WatchedWork } from './watched-work.ts';

/** What works, the workflow, and whether the stage sends mail. */
export interface WorkRowsProps extends WatchedWork {
  readonly batch: Batch;
  readonly mail: boolean;
}

const sum = { statistic: 'Sum' };

/** Rows of the dashboard on files, queues, functions and messages. */
export function workRows(stageName: string, work: WorkRowsProps): readonly (readonly IWidget[])[] {
  const { batch, functions, queues, deadLetters } = work;
  const { stateMachine } = batch;
  const own = (service: ServiceName, name: MetricName, label: string) => ownMetric({ stageName, service, name, label });
  return [
    [
      graph(
        'Files worked on',
        stateMachine.metricStarted({ ...sum, label: 'begun' }),
        stateMachine.metricSucceeded({ ...sum, label: 'done' }),
        stateMachine.metricFailed({ ...sum, label: 'failed' }),
      ),
      graph('Rows of files', own('batch', 'RowsScored', 'scored'), own('batch', 'RowsQuarantined', 'quarantined')),
      graph(
        'Time of a shard, ms',
        ...percentiles((statistic, label) => batch.tasks.scoreShard.metricDuration({ statistic, label })),
      ),
    ],
    [
      graph(
        'Messages that wait',
        ...each(queues, (queue, label) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label }),
        ),
      ),
      graph(
        'Oldest message, s',
        ...each(queues, (queue, label) => queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label })),
      ),
      graph(
        'Dead letters',
        ...each(deadLetters, ({ queue }, label) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label }),
        ),
      ),
    ],
    [
      graph('Function errors', ...each(functions, ({ called }, label) => called.metricErrors({ ...sum, label }))),
      graph('Cold starts', ...each(functions, (one, label) => coldStarts(stageName, one, label))),
      coldStartTimes(functions),
    ],
    [
      graph(
        'People told',
        own('notifications', 'MailSent', 'mails'),
        own('notifications', 'TextsSent', 'text messages'),
        own('notifications', 'NoticesFailed', 'failed'),
      ),
      ...(work.mail ? [graph('Mail of the account that came back or was reported, share', ...reputation())] : []),
    ],
  ];
}

/** The same metric of each. */
function each<T>(things: Readonly<Record<string, T>>, metric: (thing: T, label: string) => Metric): Metric[] {
  return Object.entries(things).map(([label, thing]) => metric(thing, label));
}

/** Containers that began; Powertools writes the count by function. */
function coldStarts(stageName: string, { called, service }: WatchedFunction, label: string): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName: 'ColdStart',
    dimensionsMap: { service, stage: stageName, function_name: called.functionName },
    ...sum,
    label,
  });
}

/** How long containers took to begin, from Lambda's own report lines: by function, in milliseconds. */
function coldStartTimes(functions: Readonly<Record<string, WatchedFunction>>): LogQueryWidget {
  return new LogQueryWidget({
    title: 'Time of cold starts, ms',
    logGroupNames: Object.values(functions).map(({ called }) => called.logGroup.logGroupName),
    queryLines: [
      'filter @type = "REPORT" and ispresent(@initDuration)',
      'stats count(*) as starts, pct(@initDuration, 50) as p50, max(@initDuration) as longest by @log',
    ],
    view: LogQueryVisualizationType.TABLE,
    width: 8,
    height: 6,
  });
}

/** Both as the account's: it is the account that AWS stops. */
function reputation(): Metric[] {
  return (['Bounce', 'Complaint'] as const).map((rate) => mailRate(rate, { label: rate.toLowerCase() }));
}
