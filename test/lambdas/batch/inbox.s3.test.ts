import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { s3Inbox } from '../../../lambdas/batch/inbox.s3.ts';
import { inboxFileOf } from '../../../lambdas/batch/inbox-file.ts';
import { ObjectCreated } from '../../../lambdas/batch/object-created.ts';
import { objectCreated } from '../../support/aws/batch-events.ts';
import { localCredentials } from '../../support/aws/local-dynamodb.ts';

function ofSize(size: number) {
  const event = objectCreated({ bucket: 'bucket', key: 'inbox/a b.csv', size, versionId: 'v/1' });
  const file = inboxFileOf(ObjectCreated.parse(event));
  if (!file) throw new Error('no file of the inbox');
  return file;
}

/** What the local server cannot show: versions, and copies of more than a gigabyte. */
describe('the inbox facing what S3 answers', () => {
  const client = new S3Client(localCredentials);
  const s3 = mockClient(client);
  const inbox = s3Inbox(client, 'bucket');
  beforeEach(() => {
    s3.reset();
  });

  it('copies and removes the very version that came, so that a newer one stays', async () => {
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: {} });
    s3.on(DeleteObjectCommand).resolves({});
    expect(await inbox.copy(ofSize(9), 'drops/d/original')).toEqual({ sha256: null });
    await inbox.remove(ofSize(9));
    expect(s3.commandCalls(CopyObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'bucket',
      Key: 'drops/d/original',
      CopySource: 'bucket/inbox/a%20b.csv?versionId=v%2F1',
    });
    expect(s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toMatchObject({
      Key: 'inbox/a b.csv',
      VersionId: 'v/1',
    });
  });

  it('takes over the checksum of a whole file, not that of its parts', async () => {
    const ChecksumSHA256 = createHash('sha256').update('x').digest('base64');
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ChecksumSHA256, ChecksumType: 'FULL_OBJECT' } });
    expect(await inbox.copy(ofSize(9), 'drops/d/original')).toEqual({
      sha256: createHash('sha256').update('x').digest('hex'),
    });
    s3.on(CopyObjectCommand).resolves({ CopyObjectResult: { ChecksumSHA256, ChecksumType: 'COMPOSITE' } });
    expect(await inbox.copy(ofSize(9), 'drops/d/original')).toEqual({ sha256: null });
  });

  it('copies a large file in parts that make up the whole', async () => {
    const GiB = 1024 ** 3;
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    s3.on(UploadPartCopyCommand).callsFake(({ PartNumber }) => ({ CopyPartResult: { ETag: `e${PartNumber}` } }));
    s3.on(CompleteMultipartUploadCommand).resolves({});
    await inbox.copy(ofSize(2 * GiB + 5), 'drops/d/original');
    expect(s3.commandCalls(UploadPartCopyCommand).map(({ args }) => args[0].input.CopySourceRange)).toEqual([
      `bytes=0-${GiB - 1}`,
      `bytes=${GiB}-${2 * GiB - 1}`,
      `bytes=${2 * GiB}-${2 * GiB + 4}`,
    ]);
    const parts = [1, 2, 3].map((PartNumber) => ({ PartNumber, ETag: `e${PartNumber}` }));
    expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input).toMatchObject({
      MultipartUpload: { Parts: parts },
    });
  });

  it('clears the parts away of a copy that fails, and says why', async () => {
    const refusal = new S3ServiceException({ name: 'SlowDown', $fault: 'server', $metadata: { httpStatusCode: 503 } });
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    s3.on(UploadPartCopyCommand).rejects(refusal);
    s3.on(AbortMultipartUploadCommand).resolves({});
    await expect(inbox.copy(ofSize(2 * 1024 ** 3), 'drops/d/original')).rejects.toThrow(refusal);
    expect(s3.commandCalls(AbortMultipartUploadCommand, { UploadId: 'u' })).toHaveLength(1);
  });
});
