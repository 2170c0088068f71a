import { join } from 'node:path';
import { afterEach, describe } from '@jest/globals';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { customerRecordsContract } from '../../contracts/customer-records.contract.ts';
import { idempotencyStoreContract } from '../../contracts/idempotency-store.contract.ts';
import { listRecordsContract } from '../../contracts/list-records.contract.ts';
import { modelRegistryContract } from '../../contracts/model-registry.contract.ts';
import { scoredRowsContract } from '../../contracts/scored-rows.contract.ts';
import { shadowRecordsContract } from '../../contracts/shadow-records.contract.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const opened: OpenRecords[] = [];

async function open(): Promise<OpenRecords> {
  const records = openRecords(join(temporaryFolder(), 'records.sqlite'));
  opened.push(records);
  return records;
}

afterEach(() => {
  for (const records of opened.splice(0)) records.close();
});

describe('customers in SQLite', () => customerRecordsContract(async () => (await open()).customers));
describe('rows of drops in SQLite', () =>
  scoredRowsContract(async () => (await open()).customers, { customers: 300, numRuns: 25 }));
describe('lists in SQLite', () => listRecordsContract(open));
describe('the model registry in SQLite', () => modelRegistryContract(async () => (await open()).models));
describe('the shadow in SQLite', () => shadowRecordsContract(open));
describe('idempotency keys in SQLite', () => idempotencyStoreContract(open));
