import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Training } from '../training/training-stack.ts';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';

export interface TrainingAlarmsProps {
  readonly training: Training;
  readonly oncall: Oncall;
}

/** What wakes someone about models that are trained. */
export class TrainingAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { training: { stateMachine }, oncall }: TrainingAlarmsProps) {
    super(scope, id);
    const count = { period: Duration.minutes(5), statistic: 'Sum' };
    const once = { threshold: 1, evaluationPeriods: 1 };
    this.alarms = [
      new RunbookAlarm(this, oncall, {
        runbook: 'training-failed',
        meaning: 'A training run failed; the champion stays as it is.',
        metric: stateMachine.metricFailed(count),
        ...once,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'training-timed-out',
        meaning: 'A training run was under way for five days and was ended; the champion stays as it is.',
        metric: stateMachine.metricTimedOut(count),
        ...once,
      }),
    ];
  }
}
