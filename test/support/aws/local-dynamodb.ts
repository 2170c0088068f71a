import { fork } from 'node:child_process';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { z } from 'zod';
import { recordsTable } from '../../../lambdas/records/table.ts';

/** What keeps the SDK from looking for credentials and regions on this machine. */
export const localCredentials = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

export interface LocalDynamoDb {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** Makes an empty table with the keys and indexes that CDK gives it. @returns its name */
  newTable(): Promise<string>;
  stop(): Promise<void>;
}

export interface DynaliteServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * DynamoDB's protocol on a free port of this machine, in memory (dynalite). It has no transactions, which Mainstay does
 * not use, and removes nothing by time to live.
 */
export async function dynaliteServer(): Promise<DynaliteServer> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, maxItemSizeKb: 400 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('dynalite does not listen');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** The same in a process of its own. */
async function dynaliteProcess(): Promise<DynaliteServer> {
  const started = fork(join(import.meta.dirname, 'dynalite-server.ts'), [], { execArgv: [] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    started
      .once('message', (address) => resolve(z.string().parse(address)))
      .once('exit', () => reject(new Error('it died')));
  });
  return {
    endpoint,
    stop: async () => {
      started.kill();
    },
  };
}

/** A server, here or in a process of its own, with a client. */
export async function localDynamoDb({ ownProcess = false } = {}): Promise<LocalDynamoDb> {
  const server = await (ownProcess ? dynaliteProcess() : dynaliteServer());
  const { endpoint } = server;
  const client = new DynamoDBClient({ ...localCredentials, endpoint });
  let tables = 0;
  return {
    endpoint,
    client,
    newTable: async () => {
      tables += 1;
      const TableName = `records-${tables}`;
      await client.send(new CreateTableCommand({ TableName, ...tableDefinition() }));
      await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 }, { TableName });
      return TableName;
    },
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}

function tableDefinition() {
  const indexes = Object.entries(recordsTable.indexes);
  const names = new Set(
    [recordsTable, ...indexes.map(([, index]) => index)].flatMap((keys) => [keys.partitionKey, keys.sortKey]),
  );
  return {
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: Array.from(names, (AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    KeySchema: keySchema(recordsTable),
    GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
      IndexName,
      KeySchema: keySchema(index),
      Projection: { ProjectionType: index.projection },
    })),
  };
}

function keySchema({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
