import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Records } from '../../core/ports.ts';
import { dynamoAuditLog } from './audit-log.dynamodb.ts';
import { DynamoCustomerRecords } from './customer-records.dynamodb.ts';
import { dynamoDropRecords } from './drop-records.dynamodb.ts';
import { DynamoIdempotencyStore } from './idempotency-store.dynamodb.ts';
import { DynamoModelRegistry } from './model-registry.dynamodb.ts';
import { RecordsTable } from './records-table.ts';
import { dynamoRunRecords } from './run-records.dynamodb.ts';
import { dynamoShadowRecords } from './shadow-records.dynamodb.ts';
import { dynamoSuppressions } from './suppressions.dynamodb.ts';

export interface DynamoRecordsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Days a customer and its timeline are kept after the newest score, or the entry; undefined: until erased. */
  readonly keptDays?: number | undefined;
}

/** All records of the AWS home, in one table; see `table.ts` for its keys. Makes no call yet. */
export function dynamoRecords({ client, tableName, keptDays }: DynamoRecordsOptions): Records {
  const table = new RecordsTable(client, tableName);
  return {
    customers: new DynamoCustomerRecords(table, keptDays),
    drops: dynamoDropRecords(table),
    models: new DynamoModelRegistry(table),
    shadows: dynamoShadowRecords(table),
    runs: dynamoRunRecords(table),
    audit: dynamoAuditLog(table),
    idempotency: new DynamoIdempotencyStore(table),
    suppressions: dynamoSuppressions(table),
  };
}
