import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { dashboardOrigins } from '../shared/dashboard-origins.ts';
import { OwnKey } from '../shared/own-key.ts';
import type { Stage } from '../stages.ts';
import { AccessLogBucket } from './access-log-bucket.ts';
import { DataBucket } from './data-bucket.ts';
import { RecordBackups } from './record-backups.ts';
import { RecordsTable } from './records-table.ts';

/** Where data lies. */
export interface Stores {
  readonly table: ITable;
  readonly bucket: IBucket;
  /** Key that both are encrypted with, where the stage has one of its own. */
  readonly key: IKey | undefined;
}

/** Records, files and their backups: all that a redeployment must not lose. */
export class DataStack extends Stack {
  readonly stores: Stores;
  /** Where the stage keeps any. */
  readonly backups: RecordBackups | undefined;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: stage.production });
    const { dropDays, supersededFileDays, accessLogDays, backupDays } = stage.retention;
    const keep = stage.production;
    const key =
      stage.encryption === 'customer'
        ? new OwnKey(this, 'Key', { keep, description: 'Mainstay: records, files and backups' })
        : undefined;
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { days: accessLogDays, keep });
    const bucket = new DataBucket(this, 'Files', {
      key,
      accessLogs,
      dropDays,
      supersededFileDays,
      uploadOrigins: dashboardOrigins(stage),
      keep,
    });
    const table = new RecordsTable(this, 'Records', { key, keep });
    this.backups =
      backupDays === undefined ? undefined : new RecordBackups(this, 'Backups', { table, key, days: backupDays });
    this.stores = { table, bucket, key };
    new CfnOutput(this, 'TableName', { value: table.tableName, description: 'All records' });
    new CfnOutput(this, 'BucketName', { value: bucket.bucketName, description: 'Models and files' });
  }
}
