import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uploadOpenMs } from '../../../api/uploads/upload-addresses.ts';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import { QueuedDrop, queuedKey } from '../../../core/intake/queued-drop.ts';
import { s3Inbox } from '../../../lambdas/batch/inbox.s3.ts';
import { inboxFileOf } from '../../../lambdas/batch/inbox-file.ts';
import { ObjectCreated } from '../../../lambdas/batch/object-created.ts';
import { receiveFile } from '../../../lambdas/batch/receive-file.ts';
import { s3UploadAddresses } from '../../../lambdas/uploads/upload-addresses.s3.ts';
import { objectCreated, queueEvent } from '../../support/aws/batch-events.ts';
import { type BatchWorld, batchWorld, textIn } from '../../support/aws/batch-world.ts';
import { localCredentials } from '../../support/aws/local-dynamodb.ts';

const csv = 'id,tickets\nc1,4\n';
const sha256 = createHash('sha256').update(csv).digest('hex');

let world: BatchWorld;
beforeAll(async () => {
  world = await batchWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.lines();
});

/** Puts a file into the bucket by S3's own means: keys need not be such as the object store takes. */
async function putFile(key: string, body = csv) {
  await world.s3.client.send(new PutObjectCommand({ Bucket: world.bucketName, Key: key, Body: Buffer.from(body) }));
  return objectCreated({ bucket: world.bucketName, key, size: body.length });
}

const receive = async (...bodies: unknown[]) => world.invoke('receive-file', queueEvent(...bodies));
const nothingFailed = { batchItemFailures: [] };
const idOf = (event: unknown): string => inboxFileOf(ObjectCreated.parse(event))?.dropId ?? '';
async function noteOf(dropId: string): Promise<QueuedDrop> {
  return QueuedDrop.parse(JSON.parse((await textIn(world.objects, queuedKey(dropId))) ?? 'null'));
}

const upload = (dropId: string) => ({
  dropId,
  fileName: '고객 1+%&?#.csv',
  sizeBytes: csv.length,
  sha256,
  expiresAt: new Date(),
});

/** Addresses of the local server, as the API makes those of S3. */
const presigning = () =>
  s3UploadAddresses(
    () =>
      new S3Client({
        ...localCredentials,
        endpoint: world.s3.endpoint,
        forcePathStyle: true,
        requestChecksumCalculation: 'WHEN_REQUIRED',
      }),
    world.bucketName,
  );

describe('receive-file', () => {
  it('moves a file from the inbox into a drop with receipt and note, whatever its name', async () => {
    const event = await putFile('inbox/from CRM/고객 100%+1.csv');
    expect(await receive(event)).toEqual(nothingFailed);
    const dropId = idOf(event);
    expect(dropId).toMatch(/^drop-20261122T101502Z-[0-9a-f]{16}$/);
    expect(await world.records.drops.get(dropId)).toMatchObject({
      state: 'received',
      fileName: '고객 100%+1.csv',
      sizeBytes: csv.length,
      receivedAt: '2026-11-22T10:15:02Z',
    });
    const { objectKey } = await noteOf(dropId);
    expect(await textIn(world.objects, objectKey)).toBe(csv);
    expect(await world.objects.list('inbox/')).toEqual([]);
  });

  it('makes one drop of an event that is told twice, and leaves alone what became of it', async () => {
    const event = await putFile('inbox/twice.csv');
    await receive(event, event);
    const dropId = idOf(event);
    const receipt = await world.records.drops.get(dropId);
    if (!receipt) throw new Error('no receipt');
    await world.records.drops.put({ ...receipt, state: 'done' });
    await world.objects.remove(queuedKey(dropId));
    expect(await receive(event)).toEqual(nothingFailed);
    expect(await world.records.drops.get(dropId)).toMatchObject({ state: 'done' });
    expect(await world.objects.size(queuedKey(dropId))).toBeUndefined(); // nothing is started again
    expect(world.lines()).toContainEqual(expect.objectContaining({ message: 'file-taken-in', outcome: 'known' }));
  });

  it.each([
    ['done', { state: 'done' }],
    ['rejected', { state: 'failed', failure: { code: 'unreadable-file', detail: 'A PDF.' } }],
    ['working', { state: 'working', modelVersion: '20261101T000000Z-0a1b2c3d' }],
  ] as const)('reopens no drop that is %s because another call for the same event was faster', async (name, change) => {
    const event = await putFile(`inbox/overtaken-${name}.csv`);
    const file = inboxFileOf(ObjectCreated.parse(event));
    if (!file) throw new Error('no file of the inbox');
    const { records, objects, s3, bucketName } = world;
    const faster = {
      ...newReceipt({ ...file, receivedAt: file.arrivedAt, sha256: null, profile: '' }),
      ...change,
    };
    await records.drops.put(faster);
    const drops = { ...records.drops, get: async () => undefined }; // as it was when this call asked
    const inbox = s3Inbox(s3.client, bucketName);
    expect(await receiveFile(file, { records: { drops }, objects, inbox })).toBe('known');
    expect(await records.drops.get(file.dropId)).toEqual(faster);
    expect(await objects.size(queuedKey(file.dropId))).toBeUndefined();
    expect(await objects.list('inbox/')).toEqual([]);
  });

  it('goes on where a crash has left it', async () => {
    const event = await putFile('inbox/crash.csv');
    const dropId = idOf(event);
    await world.objects.put(`drops/${dropId}/original`, Buffer.from(csv)); // copied, and no more
    await receive(event);
    expect(await noteOf(dropId)).toMatchObject({ sizeBytes: csv.length });
    await world.objects.remove(queuedKey(dropId)); // copied and receipted, and no more
    await receive(await putFile('inbox/crash.csv'));
    expect(await noteOf(dropId)).toMatchObject({ fileName: 'crash.csv' });
    expect(await world.objects.list('inbox/')).toEqual([]);
  });

  it('makes another drop of a new file under the same key', async () => {
    const event = await putFile('inbox/daily.csv');
    const { detail } = event;
    const next = { ...event, detail: { ...detail, object: { ...detail.object, sequencer: '00617F08299329D190' } } };
    expect(idOf(next)).not.toBe(idOf(event));
  });

  it('works on the rest of a batch where messages are malformed, and hands those back for the dead letters', async () => {
    const good = await putFile('inbox/good.csv');
    const { detail: _detail, ...withoutDetail } = good;
    const answer = await receive(
      '{"half":',
      good,
      withoutDetail,
      { ...good, 'detail-type': 'Object Deleted' },
      { Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'inbox/a.csv' } } }] }, // S3's own form, not EventBridge's
      'null',
    );
    expect(answer).toEqual({
      batchItemFailures: ['m1', 'm3', 'm4', 'm5', 'm6'].map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(await world.records.drops.get(idOf(good))).toMatchObject({ state: 'received' });
    const lines = world.lines();
    expect(lines.filter(({ message }) => message === 'malformed-event')).toHaveLength(5);
    expect(lines).toContainEqual(
      expect.objectContaining({ service: 'batch', stage: 'test', MalformedEvents: [1, 1, 1, 1, 1] }),
    );
  });

  it('refuses what is no batch of messages, and counts it', async () => {
    for (const event of [{}, null, { Records: 'x' }, objectCreated({ bucket: 'b', key: 'inbox/a', size: 1 })]) {
      world.lines();
      await expect(world.invoke('receive-file', event)).rejects.toThrow('no event of an SQS queue');
      expect(world.lines()).toContainEqual(expect.objectContaining({ MalformedEvents: 1 }));
    }
  });

  it('hands back what fails, so that it comes again', async () => {
    const event = await putFile('inbox/later.csv');
    const elsewhere = { ...event, detail: { ...event.detail, bucket: { name: 'no-such-bucket' } } };
    expect(await receive(elsewhere, event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(world.lines()).toContainEqual(expect.objectContaining({ message: 'message-failed', messageId: 'm1' }));
    expect(await world.records.drops.get(idOf(event))).toMatchObject({ state: 'received' });
  });

  it('makes no drop of the folders that the console shows, nor of a file that was taken away', async () => {
    expect(await receive(await putFile('inbox/folder/', ''))).toEqual(nothingFailed);
    expect(await receive(objectCreated({ bucket: world.bucketName, key: 'inbox/never.csv', size: 9 }))).toEqual(
      nothingFailed,
    );
    expect(world.lines()).toContainEqual(expect.objectContaining({ outcome: 'gone' }));
  });
});

describe('a file sent to an upload address of S3', () => {
  it('becomes the drop that was told, once', async () => {
    const { url, headers } = await presigning().open(upload('drop-7'), 'http://localhost');
    for (const body of [csv, csv.replace('4', '5')]) {
      expect((await fetch(url, { method: 'PUT', headers, body })).status).toBe(200);
      const key = decodeURIComponent(new URL(url).pathname).replace(`/${world.bucketName}/`, '');
      await receive(objectCreated({ bucket: world.bucketName, key, size: body.length }));
    }
    expect(await world.records.drops.get('drop-7')).toMatchObject({
      fileName: '고객 1+%&?#.csv',
      sizeBytes: csv.length,
    });
    const { objectKey } = await noteOf('drop-7');
    expect(await textIn(world.objects, objectKey)).toBe(csv);
    expect(await world.objects.list('inbox/uploads/')).toEqual([]);
  });

  it('has its size and checksum signed, and the time that the API tells', async () => {
    const client = new S3Client({ ...localCredentials, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const { url, headers } = await s3UploadAddresses(() => client, 'bucket').open(upload('drop-8'), 'http://localhost');
    const { searchParams } = new URL(url);
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host;x-amz-checksum-sha256');
    expect(searchParams.get('X-Amz-Expires')).toBe(String(uploadOpenMs / 1000));
    expect(headers).toEqual({ 'x-amz-checksum-sha256': createHash('sha256').update(csv).digest('base64') });
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]); // none of an empty file
  });

  it.each([
    ['with a drop id that the API never gives', 'inbox/uploads/../x/a.csv'],
    ['deeper', 'inbox/uploads/drop-9/x/a.csv'],
    ['without a name', 'inbox/uploads/drop-9'],
  ])('is a file like any other where its key is %s', (_name, key) => {
    expect(idOf(objectCreated({ bucket: 'b', key, size: 1 }))).toMatch(/^drop-20261122T101502Z-[0-9a-f]{16}$/);
  });
});
