import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { checksumHeader } from '../../lambdas/uploads/upload-key.ts';
import { type Lifetime, removalPolicyOf } from '../shared/lifetime.ts';

export interface DataBucketProps extends Lifetime {
  /** Key of this account; left out: S3's own. */
  readonly key: IKey | undefined;
  readonly accessLogs: IBucket;
  /** How long files handed in, and what was written beside them, are kept. */
  readonly dropDays: number;
  /** How long what was overwritten or deleted can be had back. */
  readonly supersededFileDays: number;
  /** Origins whose pages may send files to the upload addresses that the API gives out. */
  readonly uploadOrigins: readonly string[];
}

/** Longer than a run and its retries may take: what it works on must not go from under it. */
const longestRunDays = 14;

/** Models (kept) and drops (kept for a time). Its events go to EventBridge, where the batch workflow listens. */
export class DataBucket extends Bucket {
  constructor(scope: Construct, id: string, props: DataBucketProps) {
    const { key, accessLogs, dropDays, supersededFileDays, uploadOrigins, keep } = props;
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      ...(key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      cors: [
        {
          allowedMethods: [HttpMethods.PUT],
          allowedOrigins: [...uploadOrigins],
          allowedHeaders: ['content-type', checksumHeader], // what an address asks for, and what browsers add to a file
          maxAge: 3600, // seconds
        },
      ],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'data/',
      removalPolicy: removalPolicyOf({ keep }),
      lifecycleRules: [
        { id: 'expire-drops', prefix: 'drops/', expiration: Duration.days(dropDays) },
        { id: 'expire-inbox', prefix: 'inbox/', expiration: Duration.days(dropDays) },
        // A run removes the rows of customers itself as it ends; one that was stopped leaves them. Where a model comes from
        // stands beside the model, so that nobody needs the rest either.
        { id: 'expire-runs', prefix: 'runs/', expiration: Duration.days(Math.max(dropDays, longestRunDays)) },
        { id: 'forget-superseded', noncurrentVersionExpiration: Duration.days(supersededFileDays) },
        { id: 'tidy-up', expiredObjectDeleteMarker: true, abortIncompleteMultipartUploadAfter: Duration.days(2) },
      ],
    });
    // The L2 switch would add a Lambda function that sets what CloudFormation can set itself.
    const bucket = this.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new Error('a Bucket without its CfnBucket');
    bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
