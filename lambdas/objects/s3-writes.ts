import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** Bytes of a part: S3 takes 10,000 of at least 5 MiB, so a file may hold 80 GB; two are in memory at a time. */
const partBytes = 8 * 1024 * 1024;

/** What is written, and on what condition. */
export interface WriteTarget {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  /** Only where there is nothing yet: refused otherwise, see {@link refusalOf}. */
  readonly ifAbsent: boolean;
}

/** How S3 refuses a write that is only wanted where there is nothing: there is something, or another is just writing. */
export type Refusal = 'exists' | 'conflict';

export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  if (error.name === 'PreconditionFailed') return 'exists';
  return error.name === 'ConditionalRequestConflict' ? 'conflict' : undefined;
}

/** Writes an object in one call. */
export async function putWhole({ client, bucket, key, ifAbsent }: WriteTarget, body: Uint8Array): Promise<void> {
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...(ifAbsent ? { IfNoneMatch: '*' } : {}) }),
  );
}

/** Writes an object as it arrives, in parts if it is large. A stream that breaks off leaves nothing. */
export async function putStream(target: WriteTarget, content: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = partsOf(content);
  const first = await parts.next();
  if (first.done || first.value.byteLength < partBytes) {
    return putWhole(target, first.value ?? new Uint8Array());
  }
  const { client, ifAbsent } = target;
  const place = { Bucket: target.bucket, Key: target.key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, ChecksumAlgorithm: 'CRC32' }));
  const done: CompletedPart[] = [];
  const send = async (Body: Uint8Array, PartNumber: number): Promise<void> => {
    const sent = await client.send(
      new UploadPartCommand({ ...place, UploadId, PartNumber, Body, ChecksumAlgorithm: 'CRC32' }),
    );
    done.push({ PartNumber, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 });
  };
  try {
    let sending = send(first.value, 1);
    let partNumber = 1;
    for await (const part of whileSending(parts, () => sending)) {
      partNumber += 1;
      sending = send(part, partNumber);
    }
    await sending;
    await client.send(
      new CompleteMultipartUploadCommand({
        ...place,
        UploadId,
        MultipartUpload: { Parts: done },
        ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
      }),
    );
  } catch (error) {
    // What stays after a crash in here, the bucket's rule for incomplete uploads clears away.
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined);
    throw error;
  }
}

/** Hands on a part when the one before it is sent; it is gathered meanwhile. A failure of either is thrown. */
async function* whileSending(
  parts: AsyncIterator<Uint8Array, undefined>,
  sending: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const [next] = await Promise.all([parts.next(), sending()]);
    if (next.done) return;
    yield next.value;
  }
}

/** Gathers chunks into parts of at least {@link partBytes}; the last one may be smaller. */
async function* partsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    gathered.push(chunk);
    bytes += chunk.byteLength;
    if (bytes < partBytes) continue;
    yield Buffer.concat(gathered);
    gathered = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(gathered);
  return undefined;
}
