import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type UploadAddresses, uploadOpenMs } from '../../api/uploads/upload-addresses.ts';
import { checksumHeader, uploadKey } from './upload-key.ts';

/**
 * Presigned addresses of S3, in the bucket's inbox. Size and checksum are signed, so S3 itself refuses another file. The
 * address of a file that has arrived may be used again while it is open, which changes nothing: its drop is known.
 *
 * @param client - made when the first address is given out; must compute no checksums by itself (`requestChecksumCalculation: 'WHEN_REQUIRED'`): it would sign that
 *   of an empty file
 */
export function s3UploadAddresses(client: () => S3Client, bucket: string): UploadAddresses {
  let opened: S3Client | undefined;
  return {
    open: async ({ sizeBytes, sha256, ...upload }) => {
      const checksum = sha256 === undefined ? undefined : Buffer.from(sha256, 'hex').toString('base64');
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: uploadKey(upload),
        ContentLength: sizeBytes,
        ChecksumSHA256: checksum,
      });
      opened ??= client();
      const url = await getSignedUrl(opened, command, {
        expiresIn: uploadOpenMs / 1000,
        signableHeaders: new Set(['host', 'content-length', checksumHeader]),
        unhoistableHeaders: new Set([checksumHeader]),
      });
      const headers: Record<string, string> = checksum === undefined ? {} : { [checksumHeader]: checksum };
      return { url, headers };
    },
  };
}
