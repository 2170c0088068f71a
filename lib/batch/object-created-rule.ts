import { Match, Rule } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface ObjectCreatedRuleProps {
  readonly bucket: IBucket;
  readonly description: string;
  /** Keys it listens for; a star stands for anything. */
  readonly keys: string;
}

/** Files of a bucket that come to be, as S3 tells EventBridge's default bus. */
export class ObjectCreatedRule extends Rule {
  constructor(scope: Construct, id: string, { bucket, description, keys }: ObjectCreatedRuleProps) {
    super(scope, id, {
      description,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: Match.wildcard(keys) } },
      },
    });
  }
}
