import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Records } from '../../core/ports.ts';
import { dynamoRecords } from '../../lambdas/records/open-records.ts';
import { type LocalDynamoDb, localDynamoDb } from '../support/aws/local-dynamodb.ts';
import { customerRecordsContract } from './customer-records.contract.ts';
import { idempotencyStoreContract } from './idempotency-store.contract.ts';
import { listRecordsContract } from './list-records.contract.ts';
import { modelRegistryContract } from './model-registry.contract.ts';
import { scoredRowsContract } from './scored-rows.contract.ts';
import { shadowRecordsContract } from './shadow-records.contract.ts';

let database: LocalDynamoDb;
beforeAll(async () => {
  database = await localDynamoDb();
});
afterAll(() => database.stop());

async function open(): Promise<Records> {
  return dynamoRecords({ client: database.client, tableName: await database.newTable() });
}

describe('rows of drops in DynamoDB', () =>
  scoredRowsContract(async () => (await open()).customers, { customers: 20, numRuns: 4 }));
describe('customers in DynamoDB', () => customerRecordsContract(async () => (await open()).customers));
describe('lists in DynamoDB', () => listRecordsContract(open));
describe('the model registry in DynamoDB', () => modelRegistryContract(async () => (await open()).models));
describe('the shadow in DynamoDB', () => shadowRecordsContract(open));
describe('idempotency keys in DynamoDB', () => idempotencyStoreContract(open));
