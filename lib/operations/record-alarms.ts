import { Duration } from 'aws-cdk-lib';
import { type ITable, Operation } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type Oncall, RunbookAlarm } from './runbook-alarm.ts';

/** The calls that functions make of the table; DynamoDB counts failures per call. */
const operations = [
  Operation.GET_ITEM,
  Operation.BATCH_GET_ITEM,
  Operation.QUERY,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.DELETE_ITEM,
  Operation.BATCH_WRITE_ITEM,
];

export interface RecordAlarmsProps {
  readonly table: ITable;
  readonly oncall: Oncall;
}

/** What wakes someone about the records. */
export class RecordAlarms extends Construct {
  readonly alarms: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { table, oncall }: RecordAlarmsProps) {
    super(scope, id);
    const counted = { operations, period: Duration.minutes(5) };
    this.alarms = [
      new RunbookAlarm(this, oncall, {
        runbook: 'records-throttled',
        meaning: 'DynamoDB turned away ten calls or more in five minutes, twice in a row.',
        metric: table.metricThrottledRequestsForOperations(counted),
        threshold: 10,
        evaluationPeriods: 2,
      }),
      new RunbookAlarm(this, oncall, {
        runbook: 'records-system-errors',
        meaning: 'DynamoDB itself failed five times or more in five minutes, twice in a row.',
        metric: table.metricSystemErrorsForOperations(counted),
        threshold: 5,
        evaluationPeriods: 2,
      }),
    ];
  }
}
