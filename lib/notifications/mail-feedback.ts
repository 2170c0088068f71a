import { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { MailFeedbackEnv } from '../../lambdas/notifications/mail-feedback-env.ts';
import type { Stores } from '../data/data-stack.ts';
import { grantKey, grantRecords } from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';
import { WorkQueue } from '../shared/work-queue.ts';

export interface MailFeedbackProps {
  readonly stageName: string;
  readonly stores: Stores;
  /** Where SES says what became of mails. */
  readonly topic: ITopic;
  readonly logRetention: RetentionDays;
}

/** Hears what became of mails, and remembers addresses that must get none. */
export class MailFeedback extends Construct {
  readonly function: MainstayFunction;
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, { stageName, stores, topic, logRetention }: MailFeedbackProps) {
    super(scope, id);
    this.function = new MainstayFunction(this, 'Function', {
      entry: 'notifications/mail-feedback.handler.ts',
      description: 'Mainstay: remembers addresses that must get no mail',
      timeout: Duration.seconds(30),
      memoryMb: 512,
      logRetention,
      environment: {
        STAGE: stageName,
        TABLE_NAME: stores.table.tableName,
      } satisfies z.input<typeof MailFeedbackEnv>,
    });
    grantRecords(this.function, stores.table, ['PutItem']);
    grantKey(this.function, stores);
    this.queue = new WorkQueue(this, 'Feedback', {
      stageName,
      name: 'mail-feedback',
      worker: this.function,
      batchSize: 10,
      callsAtOnce: 2,
    });
    topic.addSubscription(new SqsSubscription(this.queue.queue));
  }
}
