import { Duration } from 'aws-cdk-lib';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetters } from './dead-letters.ts';
import type { MainstayFunction } from './mainstay-function.ts';

export interface WorkQueueProps {
  readonly stageName: string;
  /** What alarms and runbook call it by. */
  readonly name: string;
  /** What works on it; it answers which messages failed, so that only those come again. */
  readonly worker: MainstayFunction;
  /** Messages that it gets in one call, 1 to 10. */
  readonly batchSize: number;
  /** Calls at once, 2 to 1,000: what keeps a flood of messages from the table. */
  readonly callsAtOnce: number;
}

/** How often a message is tried before it is put aside. */
export const mostReceives = 5;

/**
 * Messages before a function. What fails comes again after a while, {@link mostReceives} times in all; then it lies with
 * the dead letters, where an alarm rings, and can be moved back (docs/runbook.md).
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { stageName, name, worker, batchSize, callsAtOnce } = props;
    this.deadLetters = new DeadLetters(this, 'DeadLetters', stageName, name);
    this.queue = new Queue(this, 'Queue', {
      queueName: `mainstay-${stageName}-${name}`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // AWS's advice: six times the function's own, so that no message comes again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * worker.timeLimit.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: mostReceives },
    });
    worker.addEventSource(
      new SqsEventSource(this.queue, { batchSize, maxConcurrency: callsAtOnce, reportBatchItemFailures: true }),
    );
  }

  /** Feeds it with the events of a rule; one that cannot be delivered joins the dead letters, in the same form. */
  takeFrom(rule: Rule): void {
    rule.addTarget(new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters }));
  }
}
