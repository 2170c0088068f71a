import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceName } from '../../lambdas/shared/metric-names.ts';
import type { Batch } from '../batch/batch-stack.ts';
import type { CrmDestination } from '../events/crm-destination.ts';
import type { Notifications } from '../notifications/notifications-stack.ts';
import type { Scheduled } from '../schedule/schedule-stack.ts';
import type { Served } from '../serving/serving-stack.ts';
import type { MainstayFunction } from '../shared/mainstay-function.ts';
import type { Training } from '../training/training-stack.ts';

/** A function, and the service as which it writes its counts. */
export interface WatchedFunction {
  readonly called: MainstayFunction;
  readonly service: ServiceName;
}

/** Messages that were given up, and what they are: the end of a sentence. */
export interface WatchedLetters {
  readonly queue: IQueue;
  readonly holds: string;
}

/** Functions and queues by name, as alarms, dashboard and runbook call them. */
export interface WatchedWork {
  readonly functions: Readonly<Record<string, WatchedFunction>>;
  readonly queues: Readonly<Record<string, IQueue>>;
  readonly deadLetters: Readonly<Record<string, WatchedLetters>>;
}

export interface WatchedStacks {
  readonly served: Served;
  readonly batch: Batch;
  readonly training: Training;
  readonly notifications: Notifications;
  readonly scheduled: Scheduled;
  readonly crm: CrmDestination | undefined;
}

/** Everything that works, from all stacks. */
export function watchedWork({ served, batch, training, notifications, scheduled, crm }: WatchedStacks): WatchedWork {
  const { notices, feedback } = notifications;
  return {
    functions: {
      api: { called: served.apiFunction, service: 'api' },
      ...asService('batch', batch.functions),
      ...asService('training', training.functions),
      ...asService('notifications', notifications.functions),
      ...asService('batch', scheduled.functions),
    },
    queues: {
      files: batch.files.queue,
      'queued-drops': batch.queuedDrops.queue,
      notices: notices.queue,
      ...(feedback ? { 'mail-feedback': feedback.queue } : {}),
    },
    deadLetters: {
      files: { queue: batch.files.deadLetters, holds: 'files of the inbox that could not be taken in' },
      'queued-drops': { queue: batch.queuedDrops.deadLetters, holds: 'drops whose work could not be started' },
      notices: { queue: notices.deadLetters, holds: 'events that people could not be told of' },
      ...(feedback
        ? { 'mail-feedback': { queue: feedback.deadLetters, holds: 'bounces and complaints that were not noted' } }
        : {}),
      training: { queue: training.deadLetters, holds: 'what asked for a training run and could not start one' },
      schedule: { queue: scheduled.deadLetters, holds: 'what should have run by the clock' },
      ...(crm ? { crm: { queue: crm.deadLetters, holds: 'events that the CRM did not take' } } : {}),
    },
  };
}

function asService(service: ServiceName, functions: Readonly<Record<string, MainstayFunction>>) {
  return Object.fromEntries(Object.entries(functions).map(([name, called]) => [name, { called, service }]));
}
