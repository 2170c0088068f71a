import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Clock, ObjectStore, Records } from '../../core/ports.ts';
import { S3ObjectStore } from '../objects/object-store.s3.ts';
import { dynamoRecords } from '../records/open-records.ts';

export interface AwsStoresOptions {
  readonly tableName: string;
  readonly bucketName: string;
  /** Days a customer is kept after the newest score; undefined: until erased. */
  readonly keptDays?: number | undefined;
}

/** Where a function keeps things. */
export interface AwsStores {
  readonly records: Records;
  readonly objects: ObjectStore;
  readonly clock: Clock;
}

/** A call that does not connect or begin to answer within this is tried anew, ms; four times, with growing pauses. */
export const network = {
  maxAttempts: 5,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 15_000,
    throwOnRequestTimeout: true,
    socketTimeout: 0, // a file is read as slowly as its rows can be recorded: silence is no failure
  },
};

/** Records answer within milliseconds, or the call is lost; and writing the same again changes nothing. */
const recordsNetwork = { ...network, requestHandler: { ...network.requestHandler, requestTimeout: 5_000 } };

/** Opens records and files; region, credentials and endpoints come from the function's environment. Makes no call yet. */
export function openAwsStores({ tableName, bucketName, keptDays }: AwsStoresOptions): AwsStores {
  return {
    records: dynamoRecords({ client: new DynamoDBClient(recordsNetwork), tableName, keptDays }),
    objects: new S3ObjectStore(new S3Client(network), bucketName),
    clock: { now: () => new Date() },
  };
}
