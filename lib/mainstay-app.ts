import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BatchStack } from './batch/batch-stack.ts';
import { DataStack } from './data/data-stack.ts';
import { EventsStack } from './events/events-stack.ts';
import { NotificationsStack } from './notifications/notifications-stack.ts';
import { OperationsStack } from './operations/operations-stack.ts';
import { demonstration, refusePlaceholders } from './placeholders.ts';
import { ScheduleStack } from './schedule/schedule-stack.ts';
import { ServingStack } from './serving/serving-stack.ts';
import { type Stage, stageNamed, stages } from './stages.ts';
import { TrainingStack } from './training/training-stack.ts';

/** The stacks of a stage. */
export interface MainstayStacks {
  readonly data: DataStack;
  readonly events: EventsStack;
  readonly serving: ServingStack;
  readonly batch: BatchStack;
  readonly training: TrainingStack;
  readonly notifications: NotificationsStack;
  readonly schedule: ScheduleStack;
  readonly operations: OperationsStack;
}

/**
 * Puts the stacks of a stage into an app, each to be held against cdk-nag's AWS Solutions when the app is synthesised.
 *
 * @param records - the stages there are
 * @throws {Error} naming the stage and every field that is wrong, or still has an address of an example
 */
export function mainstayApp(
  app: App,
  stageName: string,
  records: Readonly<Record<string, unknown>> = stages,
): MainstayStacks {
  const stage: Stage = stageNamed(stageName, records);
  if (app.node.tryGetContext(demonstration) === undefined) refusePlaceholders(stageName, stage);
  const props = { env: { ...(stage.account ? { account: stage.account } : {}), region: stage.region }, stageName };
  const name = (part: string) => `Mainstay-${stageName}-${part}`;
  const data = new DataStack(app, name('Data'), stage, { env: props.env });
  const { stores } = data;
  const events = new EventsStack(app, name('Events'), stage, props);
  const { bus } = events;
  const serving = new ServingStack(app, name('Serving'), stage, { ...props, stores, bus });
  const batch = new BatchStack(app, name('Batch'), stage, { ...props, stores, bus });
  const training = new TrainingStack(app, name('Training'), stage, { ...props, stores, bus });
  const notifications = new NotificationsStack(app, name('Notifications'), stage, { ...props, stores, bus });
  const schedule = new ScheduleStack(app, name('Schedule'), stage, { ...props, stores });
  const operations = new OperationsStack(app, name('Operations'), stage, {
    ...props,
    stores,
    served: serving.served,
    batch: batch.batch,
    training: training.training,
    notifications: notifications.notifications,
    scheduled: schedule.scheduled,
    crm: events.crm,
    backups: data.backups,
  });
  Tags.of(app).add('mainstay:stage', stageName);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, events, serving, batch, training, notifications, schedule, operations };
}
