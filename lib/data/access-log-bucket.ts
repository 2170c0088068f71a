import { Duration, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type Lifetime, removalPolicyOf } from '../shared/lifetime.ts';

export interface AccessLogBucketProps extends Lifetime {
  /** How long a line is kept. */
  readonly days: number;
}

/** Who read and wrote which file. S3 delivers such logs only to a bucket with S3's own encryption, not to a KMS key. */
export class AccessLogBucket extends Bucket {
  constructor(scope: Construct, id: string, { days, keep }: AccessLogBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: removalPolicyOf({ keep }),
      lifecycleRules: [{ id: 'expire-logs', expiration: Duration.days(days) }],
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This bucket receives the access logs; logging its own deliveries into itself would never end.',
    });
  }
}
