import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ownMetric } from './own-metric.ts';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';

export interface MessageAlarmsProps {
  readonly oncall: Oncall;
  /** Whether the stage sends mail. */
  readonly mail: boolean;
}

/** AWS reviews an account at 5% and 0.1%, and may stop its mail at 10% and 0.5%: shares of 0 to 1. */
export const mailRates = { bounce: 0.04, complaint: 0.0008 } as const;

/** What share of the account's mails came back or was reported as spam, 0 to 1. */
export function mailRate(rate: 'Bounce' | 'Complaint', options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${rate}Rate`,
    statistic: 'Average',
    period: Duration.hours(1),
    ...options,
  });
}

/** What wakes someone about messages to people. */
export class MessageAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { oncall, mail }: MessageAlarmsProps) {
    super(scope, id);
    const failed = new RunbookAlarm(this, oncall, {
      runbook: 'notices-failed',
      meaning: 'People could not be told of something.',
      metric: ownMetric({
        ...oncall,
        service: 'notifications',
        name: 'NoticesFailed',
        period: Duration.minutes(5),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    this.alarms = mail ? [failed, this.#reputation(oncall, 'Bounce'), this.#reputation(oncall, 'Complaint')] : [failed];
  }

  /** The account's, over all that send in it: it is the account that AWS stops. */
  #reputation(oncall: Oncall, rate: 'Bounce' | 'Complaint'): RunbookAlarm {
    const [runbook, threshold, did] =
      rate === 'Bounce'
        ? (['mail-bounces', mailRates.bounce, 'came back'] as const)
        : (['mail-complaints', mailRates.complaint, 'were reported as spam'] as const);
    return new RunbookAlarm(this, oncall, {
      runbook,
      meaning: `More than ${threshold * 100}% of the account’s mails ${did}; AWS stops accounts not far above that.`,
      metric: mailRate(rate),
      threshold,
      evaluationPeriods: 1,
    });
  }
}
