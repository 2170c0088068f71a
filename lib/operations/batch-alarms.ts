import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Batch } from '../batch/batch-stack.ts';
import { ownMetric } from './own-metric.ts';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';

export interface BatchAlarmsProps {
  readonly batch: Batch;
  readonly oncall: Oncall;
}

/** What wakes someone about files that were handed in. */
export class BatchAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { batch: { stateMachine }, oncall }: BatchAlarmsProps) {
    super(scope, id);
    const count = { period: Duration.minutes(5), statistic: 'Sum' };
    const once = { threshold: 1, evaluationPeriods: 1 };
    this.alarms = [
      new RunbookAlarm(this, oncall, {
        runbook: 'batch-failed',
        meaning: 'A file could not be worked through, for a reason that is not the file’s.',
        metric: stateMachine.metricFailed(count),
        ...once,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'batch-timed-out',
        meaning: 'A file was worked on for six hours and is not done; its receipt still says "working".',
        metric: stateMachine.metricTimedOut(count),
        ...once,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'batch-aborted',
        meaning: 'Somebody stopped the work on a file; its receipt still says "working".',
        metric: stateMachine.metricAborted(count),
        ...once,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'batch-throttled',
        meaning: 'Step Functions slowed the steps of the workflow down, three times in a row.',
        metric: stateMachine.metricThrottled(count),
        threshold: 1,
        evaluationPeriods: 3,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'drops-stuck',
        meaning: 'Files that came in more than a day ago are still not done.',
        metric: ownMetric({ ...oncall, service: 'batch', name: 'DropsStuck', period: Duration.minutes(5) }),
        ...once,
      }),
    ];
  }
}
