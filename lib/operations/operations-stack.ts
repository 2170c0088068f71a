import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stores } from '../data/data-stack.ts';
import type { Served } from '../serving/serving-stack.ts';
import type { Stage } from '../stages.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { ApiAlarms } from './api-alarms.ts';
import { RecordAlarms } from './record-alarms.ts';
import { ServiceDashboard } from './service-dashboard.ts';

export interface OperationsStackProps extends StackProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly served: Served;
}

/** Who is told when something is wrong, and where people look. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, props: OperationsStackProps) {
    const { stageName, stores, served, ...stackProps } = props;
    super(scope, id, stackProps);
    const { emails, runbookUrl } = stage.alarms;
    const topic = new AlarmTopic(this, 'Topic', emails);
    const oncall = { topic, runbookUrl, stageName };
    const api = new ApiAlarms(this, 'Api', { served, oncall, p99Ms: stage.api.alarmAtP99Ms });
    const records = new RecordAlarms(this, 'Records', { table: stores.table, oncall });
    new ServiceDashboard(this, 'Dashboard', {
      stageName,
      runbookUrl,
      alarms: [...api.alarms, ...records.alarms],
      served,
      table: stores.table,
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn, description: 'Where alarms go' });
  }
}
