import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { apiTimeout } from '../serving/api-function.ts';
import type { Served } from '../serving/serving-stack.ts';
import { ownMetric } from './own-metric.ts';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';

const period = Duration.minutes(5);
const overThreshold = ComparisonOperator.GREATER_THAN_THRESHOLD;

export interface ApiAlarmsProps {
  readonly served: Served;
  readonly oncall: Oncall;
  /** The slowest hundredth of calls may take this long, milliseconds. */
  readonly p99Ms: number;
}

/** What wakes someone about the API. */
export class ApiAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { served: { api, apiFunction }, oncall, p99Ms }: ApiAlarmsProps) {
    super(scope, id);
    const count = { period, statistic: 'Sum' };
    this.alarms = [
      new RunbookAlarm(this, oncall, {
        runbook: 'api-server-errors',
        meaning: 'Three calls or more in five minutes were answered with a status of 500 or above.',
        metric: api.metricServerError(count),
        threshold: 3,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'api-function-errors',
        meaning: 'The API function crashed, could not start or ran out of time.',
        metric: apiFunction.metricErrors(count),
        threshold: 1,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'api-function-throttled',
        meaning: 'Lambda turned calls away: the account has no more functions to run at once.',
        metric: apiFunction.metricThrottles(count),
        threshold: 1,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'api-champion-not-loaded',
        meaning:
          'A container could not load the model that was promoted; it goes on with the one before, if it has one.',
        metric: ownMetric({ stageName: oncall.stageName, service: 'api', name: 'ChampionNotLoaded', period }),
        threshold: 1,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'shadow-failed',
        meaning: 'The model that scores silently could not be loaded, or what it said could not be kept.',
        metric: new MathExpression({
          expression: 'FILL(ofCalls, 0) + FILL(ofFiles, 0)',
          usingMetrics: {
            ofCalls: ownMetric({ stageName: oncall.stageName, service: 'api', name: 'ShadowFailed', period }),
            ofFiles: ownMetric({ stageName: oncall.stageName, service: 'batch', name: 'ShadowFailed', period }),
          },
          label: 'failures of the silent model',
          period,
        }),
        threshold: 1,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'events-not-published',
        meaning: 'Other systems were not told of scores or promotions; the calls themselves were answered.',
        metric: ownMetric({ stageName: oncall.stageName, service: 'api', name: 'EventsNotPublished', period }),
        threshold: 1,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'api-malformed-events',
        meaning: 'Something other than the gateway invoked the API function.',
        metric: ownMetric({ stageName: oncall.stageName, service: 'api', name: 'MalformedEvents', period }),
        threshold: 1,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'api-near-timeout',
        meaning: 'A call took more than four fifths of the time it has.',
        metric: apiFunction.metricDuration({ period, statistic: 'Maximum' }),
        threshold: apiTimeout.toMilliseconds() * 0.8,
        comparisonOperator: overThreshold,
        evaluationPeriods: 1,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'api-slow',
        meaning: `For a quarter of an hour the slowest hundredth of calls took more than ${p99Ms} ms.`,
        metric: api.metricLatency({ period, statistic: 'p99' }),
        threshold: p99Ms,
        comparisonOperator: overThreshold,
        evaluationPeriods: 3,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'api-refusals',
        meaning: 'For a quarter of an hour more than half of at least 50 calls were refused (400 to 499).',
        metric: new MathExpression({
          expression: 'IF(calls >= 50, 100 * refused / calls, 0)',
          usingMetrics: { calls: api.metricCount(count), refused: api.metricClientError(count) },
          label: 'refused, per cent',
          period,
        }),
        threshold: 50,
        comparisonOperator: overThreshold,
        evaluationPeriods: 3,
      }),
    ];
  }
}
