import type { Records } from '../../core/ports.ts';
import { SqliteOutbox } from '../events/outbox.sqlite.ts';
import { SqliteAuditLog } from './audit-log.sqlite.ts';
import { type PackedCustomerRecords, SqliteCustomerRecords } from './customer-records.sqlite.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { SqliteDropRecords } from './drop-records.sqlite.ts';
import { SqliteIdempotencyStore } from './idempotency-store.sqlite.ts';
import { SqliteMessageLog } from './message-log.sqlite.ts';
import { SqliteModelRegistry } from './model-registry.sqlite.ts';
import { type RecordAndTell, recordAndTell } from './record-and-tell.ts';
import { SqliteRunRecords } from './run-records.sqlite.ts';
import { SqliteShadowRecords } from './shadow-records.sqlite.ts';
import { SqliteSuppressions } from './suppressions.sqlite.ts';

/** Name of the records file inside a home. */
export const recordsFile = 'records.sqlite';

/** A home's records, and how to let go of them. */
export interface OpenRecords extends Records {
  readonly customers: PackedCustomerRecords;
  /** What is to be told to subscribers, in the same file. */
  readonly outbox: SqliteOutbox;
  /** Scores of requests, recorded and told of in one commit. @throws {DomainError} `storage-full`, `storage-read-only` */
  readonly recordAndTell: RecordAndTell;
  /** Messages to people that were sent, or that nobody could send. */
  readonly messages: SqliteMessageLog;
  close(): void;
}

/**
 * Opens a home's records, making the file or bringing an older one to the newest schema. Several processes may have
 * the same file open.
 *
 * @param file - path of the SQLite file; its folder must exist
 * @throws {DomainError} `storage-full`, `storage-read-only`
 */
export function openRecords(file: string, options: DatabaseOptions = {}): OpenRecords {
  const database = new Database(file, options);
  const customers = new SqliteCustomerRecords(database);
  const outbox = new SqliteOutbox(database);
  return {
    customers,
    drops: new SqliteDropRecords(database),
    models: new SqliteModelRegistry(database),
    shadows: new SqliteShadowRecords(database),
    runs: new SqliteRunRecords(database),
    audit: new SqliteAuditLog(database),
    idempotency: new SqliteIdempotencyStore(database),
    suppressions: new SqliteSuppressions(database),
    messages: new SqliteMessageLog(database),
    outbox,
    recordAndTell: recordAndTell(customers, outbox),
    close: () => database.close(),
  };
}
