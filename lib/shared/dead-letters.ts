import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/**
 * What was tried often enough in vain, kept as long as SQS keeps anything, until a person has looked. Each rings.
 *
 * @param name - what the runbook calls them by
 */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string, stageName: string, name: string) {
    super(scope, id, {
      queueName: `mainstay-${stageName}-${name}-dead-letters`, // as the runbook's commands call it
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'These are the dead letters: of a queue, of a rule or of a schedule. What nobody looks at here is lost.',
    });
  }
}
