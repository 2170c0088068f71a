import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { CrmDestination } from '../events/crm-destination.ts';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';

export interface DeliveryAlarmsProps {
  readonly oncall: Oncall;
  /** Where the stage names one. */
  readonly crm: CrmDestination | undefined;
  readonly busName: string;
  /** The group of the schedules. */
  readonly scheduleGroup: string;
}

/** What wakes someone about what should have been started or sent and was not. */
export class DeliveryAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { oncall, crm, busName, scheduleGroup }: DeliveryAlarmsProps) {
    super(scope, id);
    const count = { statistic: 'Sum', period: Duration.minutes(5) };
    const dropped = new RunbookAlarm(this, oncall, {
      runbook: 'schedule-dropped',
      meaning: 'Something that runs by the clock could not be started, however often it was tried.',
      metric: new Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationDroppedCount',
        dimensionsMap: { ScheduleGroup: scheduleGroup },
        ...count,
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    const unreached =
      crm &&
      new RunbookAlarm(this, oncall, {
        runbook: 'crm-unreachable',
        meaning: 'For a quarter of an hour calls of the CRM failed; they are tried for a day.',
        metric: new Metric({
          namespace: 'AWS/Events',
          metricName: 'RetryInvocationAttempts',
          dimensionsMap: { EventBusName: busName, RuleName: crm.rule.ruleName },
          ...count,
        }),
        threshold: 1,
        evaluationPeriods: 3,
      });
    this.alarms = unreached ? [dropped, unreached] : [dropped];
  }
}
