import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { eachBounded } from '../shared/each-bounded.ts';

/** Most that is copied in one call; S3 takes five times as much, but parts are copied side by side. */
const mostPerCall = 1024 ** 3;
const partsAtOnce = 4;

export interface CopyFrom {
  readonly bucket: string;
  /** Any key that S3 takes. */
  readonly key: string;
  readonly versionId: string | undefined;
  readonly sizeBytes: number;
}

/**
 * Copies an object within S3; nothing of it passes through here.
 *
 * @returns the SHA-256 of the whole, in hex, where whoever wrote it had S3 check one; else null
 */
export async function copyObject(
  client: S3Client,
  from: CopyFrom,
  to: { readonly bucket: string; readonly key: string },
): Promise<string | null> {
  const path = `${from.bucket}/${from.key}`.split('/').map(encodeURIComponent).join('/');
  const CopySource = from.versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(from.versionId)}`;
  const place = { Bucket: to.bucket, Key: to.key };
  if (from.sizeBytes > mostPerCall) {
    await copyInParts(client, CopySource, from.sizeBytes, place);
    return null;
  }
  const { CopyObjectResult } = await client.send(new CopyObjectCommand({ ...place, CopySource }));
  const { ChecksumSHA256, ChecksumType } = CopyObjectResult ?? {};
  if (ChecksumSHA256 === undefined || ChecksumType === 'COMPOSITE') return null;
  return Buffer.from(ChecksumSHA256, 'base64').toString('hex');
}

async function copyInParts(
  client: S3Client,
  CopySource: string,
  sizeBytes: number,
  place: { readonly Bucket: string; readonly Key: string },
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  const parts: CompletedPart[] = Array.from({ length: Math.ceil(sizeBytes / mostPerCall) }, (_, index) => ({
    PartNumber: index + 1,
  }));
  try {
    await eachBounded(parts, partsAtOnce, async (part) => {
      const start = ((part.PartNumber ?? 1) - 1) * mostPerCall;
      const CopySourceRange = `bytes=${start}-${Math.min(start + mostPerCall, sizeBytes) - 1}`;
      const { PartNumber } = part;
      const copied = await client.send(
        new UploadPartCopyCommand({ ...place, UploadId, PartNumber, CopySource, CopySourceRange }),
      );
      part.ETag = copied.CopyPartResult?.ETag;
    });
    await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts: parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined);
    throw error;
  }
}
