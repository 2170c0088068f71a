import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { checkedObjectKey } from '../../core/object-key.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { putStream, putWhole, refusalOf } from './s3-writes.ts';

/** Writers of one key that get in each other's way so often do not exist. */
const mostAttempts = 5;

/** Objects in one S3 bucket; see {@link ObjectStore}. The role needs `s3:ListBucket`: without it S3 calls a missing key forbidden. */
export class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async put(
    key: string,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    { ifAbsent = false }: { ifAbsent?: boolean } = {},
  ): Promise<boolean> {
    const target = { client: this.#client, bucket: this.#bucket, key: checkedObjectKey(key), ifAbsent };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await (content instanceof Uint8Array ? putWhole(target, content) : putStream(target, content));
        return true;
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        if (refusal === 'exists' || (await this.size(key)) !== undefined) return false;
        // The writer that came in between has given up. Bytes can be sent again, a stream has been read.
        if (attempt === mostAttempts || !(content instanceof Uint8Array)) throw error;
      }
    }
  }

  /** The connection stays open until the content is read to its end or given up. */
  async read(
    key: string,
    { start = 0, end }: { start?: number; end?: number } = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const Key = checkedObjectKey(key);
    if (end !== undefined && end <= start) return (await this.size(key)) === undefined ? undefined : nothing();
    const whole = start === 0 && end === undefined;
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({
          Bucket: this.#bucket,
          Key,
          ...(whole ? {} : { Range: `bytes=${start}-${end === undefined ? '' : end - 1}` }),
        }),
      );
      if (!(Body instanceof Readable)) throw new Error(`S3 answered the read of ${key} without a stream`);
      return chunksOf(Body);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      if (statusOf(error) === 416) return nothing(); // begins past the end, or the object is empty
      throw error;
    }
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const found = await this.#client.send(
        new HeadObjectCommand({ Bucket: this.#bucket, Key: checkedObjectKey(key) }),
      );
      return found.ContentLength;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, ContinuationToken }),
      );
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return keys;
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: checkedObjectKey(key) }));
  }
}

async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
  yield* stream;
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // an empty range
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
