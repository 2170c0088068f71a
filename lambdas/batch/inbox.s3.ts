import { DeleteObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { copyObject } from '../objects/s3-copy.ts';
import type { Inbox } from './receive-file.ts';

/** How S3 says that a file is not there any more; that its bucket is not there is another matter. */
const gone: ReadonlySet<string> = new Set(['NoSuchKey', 'NoSuchVersion']);

/** The inbox of a bucket whose objects are the object store's too; see {@link Inbox}. */
export function s3Inbox(client: S3Client, bucket: string): Inbox {
  return {
    copy: async (file, toKey) => {
      try {
        return { sha256: await copyObject(client, file, { bucket, key: toKey }) };
      } catch (error) {
        if (error instanceof S3ServiceException && gone.has(error.name)) return undefined;
        throw error;
      }
    },
    remove: async ({ bucket: Bucket, key: Key, versionId: VersionId }) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    },
  };
}
