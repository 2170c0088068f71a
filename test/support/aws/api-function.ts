import { jest } from '@jest/globals';
import { z } from 'zod';
import type { ObjectStore, Records } from '../../../core/ports.ts';
import { S3ObjectStore } from '../../../lambdas/objects/object-store.s3.ts';
import { dynamoRecords } from '../../../lambdas/records/open-records.ts';
import { type Call, httpApiEvent, lambdaContext } from './http-api-event.ts';
import { localDynamoDb } from './local-dynamodb.ts';
import { localS3 } from './local-s3.ts';

const Result = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  isBase64Encoded: z.literal(false),
});
export type Result = z.infer<typeof Result>;

export interface ApiFunctionUnderTest {
  readonly records: Records;
  readonly objects: ObjectStore;
  /** Loads the function as Lambda does, once. */
  start(): Promise<void>;
  /** Sends it an event, as it stands. */
  invoke(event: unknown): Promise<Result>;
  /** Sends it a call with a token of these claims; without claims, as a route without authorizer does. */
  call(call: Call, claims?: Record<string, string>): Promise<Result>;
  /** Lines that were written since the last time, parsed. */
  lines(): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** The API function on local servers that speak the protocols of DynamoDB and S3, configured by nothing but its environment. */
export async function apiFunctionUnderTest(variables: Record<string, string> = {}): Promise<ApiFunctionUnderTest> {
  const database = await localDynamoDb();
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
    SCOPE_PREFIX: 'mainstay/',
    ...variables,
  });
  const written: unknown[] = [];
  for (const level of ['log', 'info', 'error', 'warn', 'debug'] as const) {
    jest.spyOn(console, level).mockImplementation((line: unknown) => {
      written.push(line);
    });
  }
  let handler: ((event: unknown, context: typeof lambdaContext) => Promise<unknown>) | undefined;
  const invoke = async (event: unknown): Promise<Result> => {
    if (!handler) throw new Error('start it first');
    return Result.parse(await handler(event, lambdaContext));
  };
  return {
    records: dynamoRecords({ client: database.client, tableName }),
    objects: new S3ObjectStore(s3.client, bucketName),
    start: async () => {
      ({ handler } = await import('../../../lambdas/api/api.handler.ts'));
    },
    invoke,
    call: (call, claims) => invoke(httpApiEvent(call, claims)),
    lines: () => written.splice(0).map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(String(line)))),
    stop: async () => {
      jest.restoreAllMocks();
      process.env = before;
      await s3.stop();
      await database.stop();
    },
  };
}
