import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';
import type { WatchedWork } from './watched-work.ts';

const period = Duration.minutes(5);

export interface QueueAlarmsProps extends Pick<WatchedWork, 'deadLetters' | 'queues'> {
  readonly oncall: Oncall;
}

/** A quarter of an hour: longer than a function that was just deployed or a record that was just busy. */
const oldestMessage = Duration.minutes(15);

/** What wakes someone about messages that nobody worked on. */
export class QueueAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { oncall, deadLetters, queues }: QueueAlarmsProps) {
    super(scope, id);
    this.alarms = [
      ...Object.entries(deadLetters).map(
        ([name, { queue, holds }]) =>
          new RunbookAlarm(this, oncall, {
            runbook: `dead-letters-${name}`,
            meaning: `Given up after every attempt: ${holds}.`,
            metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
            threshold: 1,
            evaluationPeriods: 1,
          }),
      ),
      ...Object.entries(queues).map(
        ([name, queue]) =>
          new RunbookAlarm(this, oncall, {
            runbook: 'queue-waiting',
            of: name,
            meaning: `The oldest message of the queue ${name} waits for more than ${oldestMessage.toMinutes()} minutes.`,
            metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
            threshold: oldestMessage.toSeconds(),
            evaluationPeriods: 2,
          }),
      ),
    ];
  }
}
