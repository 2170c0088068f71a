import { jest } from '@jest/globals';
import { z } from 'zod';
import type { ObjectStore, Records } from '../../../core/ports.ts';
import { S3ObjectStore } from '../../../lambdas/objects/object-store.s3.ts';
import { dynamoRecords } from '../../../lambdas/records/open-records.ts';
import { type LocalDynamoDb, localDynamoDb } from './local-dynamodb.ts';
import { type LocalS3, localS3 } from './local-s3.ts';

/** What functions find around them when they are loaded into this process. */
export interface FunctionWorld {
  readonly records: Records;
  readonly objects: ObjectStore;
  readonly s3: LocalS3;
  readonly database: LocalDynamoDb;
  readonly tableName: string;
  readonly bucketName: string;
  /** Lines that were written since the last time, parsed. */
  readonly lines: () => Record<string, unknown>[];
  readonly stop: () => Promise<void>;
}

/**
 * Local servers that speak the protocols of DynamoDB and S3, and an environment that leads functions to them and to nothing
 * else. Functions are to be imported after it.
 */
export async function functionWorld(
  variables: Readonly<Record<string, string>> = {},
  options: { readonly ownProcess?: boolean } = {},
): Promise<FunctionWorld> {
  const database = await localDynamoDb(options);
  const s3 = await localS3();
  const tableName = await database.newTable();
  const bucketName = await s3.newBucket();
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand', // as Lambda sets it: the first answer counts as a cold start
    POWERTOOLS_DEV: 'true', // through the global console, which a test can listen to
    POWERTOOLS_METRICS_DISABLED: 'false',
    TABLE_NAME: tableName,
    BUCKET_NAME: bucketName,
    ...variables,
  });
  const written: unknown[] = [];
  for (const level of ['log', 'info', 'error', 'warn', 'debug'] as const) {
    jest.spyOn(console, level).mockImplementation((line: unknown) => {
      written.push(line);
    });
  }
  return {
    records: dynamoRecords({ client: database.client, tableName }),
    objects: new S3ObjectStore(s3.client, bucketName),
    s3,
    database,
    tableName,
    bucketName,
    lines: () => written.splice(0).map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(String(line)))),
    stop: async () => {
      jest.restoreAllMocks();
      process.env = before;
      await s3.stop();
      await database.stop();
    },
  };
}
