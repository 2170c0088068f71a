import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Batch } from '../batch/batch-stack.ts';
import type { Stores } from '../data/data-stack.ts';
import type { RecordBackups } from '../data/record-backups.ts';
import type { CrmDestination } from '../events/crm-destination.ts';
import type { Notifications } from '../notifications/notifications-stack.ts';
import type { Scheduled } from '../schedule/schedule-stack.ts';
import type { Served } from '../serving/serving-stack.ts';
import type { Stage } from '../stages.ts';
import type { Training } from '../training/training-stack.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { ApiAlarms } from './api-alarms.ts';
import { BatchAlarms } from './batch-alarms.ts';
import { DeliveryAlarms } from './delivery-alarms.ts';
import { FailedBackups } from './failed-backups.ts';
import { FunctionAlarms } from './function-alarms.ts';
import { MessageAlarms } from './message-alarms.ts';
import { QueueAlarms } from './queue-alarms.ts';
import { RecordAlarms } from './record-alarms.ts';
import { ServiceDashboard } from './service-dashboard.ts';
import { TrainingAlarms } from './training-alarms.ts';
import { watchedWork } from './watched-work.ts';

export interface OperationsStackProps extends StackProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly served: Served;
  readonly batch: Batch;
  readonly training: Training;
  readonly notifications: Notifications;
  readonly scheduled: Scheduled;
  /** Where the stage names one. */
  readonly crm: CrmDestination | undefined;
  /** Where the stage keeps any. */
  readonly backups: RecordBackups | undefined;
}

/** Who is told when something is wrong, and where people look. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, props: OperationsStackProps) {
    const { stageName, stores, served, batch, training, notifications, scheduled, crm, backups, ...stackProps } = props;
    super(scope, id, stackProps);
    const { emails, runbookUrl = 'docs/runbook.md' } = stage.alarms;
    const topic = new AlarmTopic(this, 'Topic', emails);
    const oncall = { topic, runbookUrl, stageName };
    const work = watchedWork({ served, batch, training, notifications, scheduled, crm });
    const mail = stage.notifications.mail !== undefined;
    const groups = [
      new ApiAlarms(this, 'Api', { served, oncall, p99Ms: stage.api.alarmAtP99Ms }),
      new RecordAlarms(this, 'Records', { table: stores.table, oncall }),
      new BatchAlarms(this, 'Batch', { batch, oncall }),
      new TrainingAlarms(this, 'Training', { training, oncall }),
      new QueueAlarms(this, 'Queues', { oncall, ...work }),
      new FunctionAlarms(this, 'Functions', { oncall, functions: work.functions }),
      new MessageAlarms(this, 'Messages', { oncall, mail }),
      new DeliveryAlarms(this, 'Deliveries', {
        oncall,
        crm,
        busName: stage.events.busName,
        scheduleGroup: scheduled.groupName,
      }),
    ];
    if (backups) new FailedBackups(this, 'FailedBackups', backups.vault, oncall);
    new ServiceDashboard(this, 'Dashboard', {
      stageName,
      runbookUrl,
      alarms: groups.flatMap(({ alarms }) => alarms),
      served,
      table: stores.table,
      work: { ...work, batch, mail },
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn, description: 'Where alarms go' });
  }
}
