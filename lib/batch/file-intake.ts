import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import { inboxPrefix } from '../../lambdas/batch/inbox-file.ts';
import type { ReceiveFileEnv } from '../../lambdas/batch/receive-file-env.ts';
import { grantFiles, grantKey, grantListing, grantRecords } from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';
import { WorkQueue } from '../shared/work-queue.ts';
import type { BatchContext } from './batch-context.ts';
import { ObjectCreatedRule } from './object-created-rule.ts';

/** Takes in files that somebody puts under `inbox/`: copies each to a drop of its own and writes its receipt. */
export class FileIntake extends Construct {
  readonly receiveFile: MainstayFunction;
  readonly files: WorkQueue;

  constructor(scope: Construct, id: string, { stageName, stores, logRetention }: BatchContext) {
    super(scope, id);
    this.receiveFile = new MainstayFunction(this, 'ReceiveFile', {
      entry: 'batch/receive-file.handler.ts',
      description: 'Mainstay batch: takes in a file of the inbox',
      timeout: Duration.minutes(5),
      memoryMb: 1024,
      logRetention,
      environment: {
        STAGE: stageName,
        TABLE_NAME: stores.table.tableName,
        BUCKET_NAME: stores.bucket.bucketName,
      } satisfies z.input<typeof ReceiveFileEnv>,
    });
    grantRecords(this.receiveFile, stores.table, ['GetItem', 'PutItem']);
    grantFiles(
      this.receiveFile,
      stores,
      [
        'DeleteObject',
        'DeleteObjectVersion',
        'GetObject',
        'GetObjectTagging',
        'GetObjectVersion',
        'GetObjectVersionTagging',
      ],
      [inboxPrefix],
    );
    grantFiles(
      this.receiveFile,
      stores,
      ['AbortMultipartUpload', 'GetObject', 'PutObject', 'PutObjectTagging'],
      ['drops/*/original'],
    );
    grantFiles(this.receiveFile, stores, ['PutObject'], ['drops/*/queued.json']);
    grantListing(this.receiveFile, stores);
    grantKey(this.receiveFile, stores);

    // Large files one by one: a failed one holds up no other, and its five minutes are its own.
    this.files = new WorkQueue(this, 'Files', {
      stageName,
      name: 'files',
      worker: this.receiveFile,
      batchSize: 1,
      callsAtOnce: 5,
    });
    this.files.takeFrom(
      new ObjectCreatedRule(this, 'Arrived', {
        bucket: stores.bucket,
        description: 'A file was put into the inbox',
        keys: `${inboxPrefix}*`,
      }),
    );
  }
}
