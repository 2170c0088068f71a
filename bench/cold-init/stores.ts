import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import { keepKernelImages } from '../../core/lifecycle/keep-kernel-images.ts';
import { bundleProfileFile, loadStoredModel, modelKey } from '../../core/lifecycle/stored-model.ts';
import { engineBehind } from '../../core/scoring/engine.ts';
import { S3ObjectStore } from '../../lambdas/objects/object-store.s3.ts';
import { dynamoRecords } from '../../lambdas/records/open-records.ts';
import { recordsTable } from '../../lambdas/records/table.ts';

/*
 * A process of its own that stands in for DynamoDB and S3 on loopback, with one promoted model; it ends when its parent
 * does. Says on standard output where it is, and runs until standard input ends.
 */

const { values } = parseArgs({ options: { bundle: { type: 'string' }, profile: { type: 'string' } } });
const version = '20261122T000000Z-0a1b2c3d';
const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

async function startDatabase(): Promise<string> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

const keySchema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
];

async function makeTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const indexes = Object.entries(recordsTable.indexes);
  const names = [recordsTable, ...indexes.map(([, keys]) => keys)].flatMap((keys) => [keys.partitionKey, keys.sortKey]);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...new Set(names)].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(recordsTable),
      GlobalSecondaryIndexes: indexes.map(([IndexName, keys]) => ({
        IndexName,
        KeySchema: keySchema(keys),
        Projection: { ProjectionType: keys.projection },
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 }, { TableName });
}

const dynamo = await startDatabase();
const s3 = await buildApp({ logger: false }).listen({ host: '127.0.0.1', port: 0 });
const client = new DynamoDBClient({ ...local, endpoint: dynamo });
const files = new S3Client({ ...local, endpoint: s3 });
await makeTable(client, 'records');
await files.send(new CreateBucketCommand({ Bucket: 'files' }));

const bundle = values.bundle ?? '';
const objects = new S3ObjectStore(files, 'files');
for (const name of await readdir(bundle)) {
  if (/\.(json|bin)$/.test(name)) await objects.put(modelKey(version, name), await readFile(join(bundle, name)));
}
const profile = await readFile(values.profile ?? '');
await objects.put(modelKey(version, bundleProfileFile), profile);
const model = await loadStoredModel(objects, version, '');
const engine = engineBehind(model);
if (engine) await keepKernelImages(objects, version, engine); // as training does
const { models } = dynamoRecords({ client, tableName: 'records' });
const moved = await models.moveChampion(undefined, {
  version,
  since: new Date().toISOString(),
  by: 'bench',
  reason: 'measured',
});
if (!moved) throw new Error('the champion could not be set');
process.stdout.write(`${JSON.stringify({ dynamo, s3 })}\n`);
process.stdin.resume().on('end', () => process.exit());
