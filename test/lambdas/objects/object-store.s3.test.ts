import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { S3ObjectStore } from '../../../lambdas/objects/object-store.s3.ts';
import { localCredentials } from '../../support/aws/local-dynamodb.ts';
import { type LocalS3, localS3 } from '../../support/aws/local-s3.ts';

const MiB = 1024 * 1024;

async function* pieces(count: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n += 1) yield new Uint8Array(bytes).fill(n);
}

async function* breakingOff(): AsyncGenerator<Uint8Array> {
  yield* pieces(20, MiB);
  throw new Error('the line went dead');
}

const refusal = (name: string, status: number) =>
  new S3ServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode: status } });

describe('S3ObjectStore with large files', () => {
  let s3: LocalS3;
  beforeAll(async () => {
    s3 = await localS3();
  });
  afterAll(() => s3.stop());

  it('writes a stream in parts and reads it back, range by range', async () => {
    const store = new S3ObjectStore(s3.client, await s3.newBucket());
    expect(await store.put('big', pieces(21, MiB), { ifAbsent: true })).toBe(true);
    expect(await store.size('big')).toBe(21 * MiB);
    for (const piece of [0, 7, 8, 20]) {
      const found = new Set<number>();
      for await (const chunk of (await store.read('big', { start: piece * MiB, end: (piece + 1) * MiB })) ?? []) {
        for (const byte of chunk) found.add(byte);
      }
      expect([...found]).toEqual([piece]);
    }
    expect(await store.put('big', pieces(21, MiB), { ifAbsent: true })).toBe(false);
  });

  it('gives a large stream that breaks off up, leaving what was there', async () => {
    const store = new S3ObjectStore(s3.client, await s3.newBucket());
    await store.put('big', new Uint8Array(3));
    await expect(store.put('big', breakingOff())).rejects.toThrow('the line went dead');
    expect(await store.size('big')).toBe(3);
  });
});

/** What the local server cannot show: S3's own refusals, and pages of lists. */
describe('S3ObjectStore facing what S3 answers', () => {
  const client = new S3Client(localCredentials);
  const s3 = mockClient(client);
  const store = new S3ObjectStore(client, 'bucket');
  beforeEach(() => {
    s3.reset();
    s3.on(AbortMultipartUploadCommand).resolves({});
  });

  it('tells a key that exists from a write that failed', async () => {
    s3.on(PutObjectCommand).rejects(refusal('PreconditionFailed', 412));
    expect(await store.put('k', new Uint8Array(1), { ifAbsent: true })).toBe(false);
    expect(s3.commandCalls(PutObjectCommand, { IfNoneMatch: '*' })).toHaveLength(1);
    s3.on(PutObjectCommand).rejects(refusal('SlowDown', 503));
    await expect(store.put('k', new Uint8Array(1), { ifAbsent: true })).rejects.toThrow('SlowDown');
  });

  it('asks for no condition unless told to', async () => {
    s3.on(PutObjectCommand).resolves({});
    await store.put('k', new Uint8Array(1));
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input.IfNoneMatch).toBeUndefined();
  });

  it('tries again where another writer got in the way and gave up', async () => {
    s3.on(PutObjectCommand).rejectsOnce(refusal('ConditionalRequestConflict', 409)).resolves({});
    s3.on(HeadObjectCommand).rejects(refusal('NotFound', 404));
    expect(await store.put('k', new Uint8Array(1), { ifAbsent: true })).toBe(true);
  });

  it('leaves it at that where the other writer was through', async () => {
    s3.on(PutObjectCommand).rejects(refusal('ConditionalRequestConflict', 409));
    s3.on(HeadObjectCommand).resolves({ ContentLength: 1 });
    expect(await store.put('k', new Uint8Array(1), { ifAbsent: true })).toBe(false);
  });

  it('clears the parts away of an upload that S3 refuses at its end, or in its middle', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    s3.on(UploadPartCommand).resolves({ ETag: 'e', ChecksumCRC32: 'c' });
    s3.on(CompleteMultipartUploadCommand).rejects(refusal('PreconditionFailed', 412));
    expect(await store.put('k', pieces(9, MiB), { ifAbsent: true })).toBe(false);
    expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input).toMatchObject({
      IfNoneMatch: '*',
      MultipartUpload: {
        Parts: [
          { PartNumber: 1, ETag: 'e', ChecksumCRC32: 'c' },
          { PartNumber: 2, ETag: 'e', ChecksumCRC32: 'c' },
        ],
      },
    });
    s3.on(UploadPartCommand).rejects(refusal('SlowDown', 503));
    await expect(store.put('k', pieces(30, MiB))).rejects.toThrow('SlowDown');
    expect(s3.commandCalls(AbortMultipartUploadCommand, { UploadId: 'u' })).toHaveLength(2);
  });

  it('walks through all pages of a list', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [{ Key: 'a/1' }], NextContinuationToken: 't' })
      .resolvesOnce({ Contents: [{ Key: 'a/2' }] });
    expect(await store.list('a/')).toEqual(['a/1', 'a/2']);
    expect(s3.commandCalls(ListObjectsV2Command)[1]?.args[0].input).toMatchObject({ ContinuationToken: 't' });
  });

  it('never takes a forbidden key for a missing one', async () => {
    s3.on(HeadObjectCommand).rejects(refusal('Forbidden', 403));
    await expect(store.size('k')).rejects.toThrow('Forbidden');
  });
});
