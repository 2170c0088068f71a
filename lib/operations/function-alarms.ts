import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';
import type { WatchedWork } from './watched-work.ts';

export interface FunctionAlarmsProps extends Pick<WatchedWork, 'functions'> {
  readonly oncall: Oncall;
}

/** What wakes someone about the functions that work behind the API. Each is tried again by what called it. */
export class FunctionAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { oncall, functions }: FunctionAlarmsProps) {
    super(scope, id);
    const count = { period: Duration.minutes(5), statistic: 'Sum' };
    const behindTheApi = Object.entries(functions).filter(([, { service }]) => service !== 'api'); // it has alarms of its own
    this.alarms = behindTheApi.flatMap(([name, { called }]) => [
      new RunbookAlarm(this, oncall, {
        runbook: 'function-errors',
        of: name,
        meaning: `The function ${name} crashed, failed or ran out of time three times in five minutes.`,
        metric: called.metricErrors(count),
        threshold: 3,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'function-throttled',
        of: name,
        meaning: `Lambda turned calls of the function ${name} away for a quarter of an hour.`,
        metric: called.metricThrottles(count),
        threshold: 1,
        evaluationPeriods: 3,
      }),
    ]);
  }
}
