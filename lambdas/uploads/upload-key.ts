import { z } from 'zod';

/** Where files lie that were sent to an upload address, until they are taken in. Only the API gives out such keys. */
export const uploadPrefix = 'inbox/uploads/';

/** Header of S3 that a file's SHA-256 is sent in, base64; signed where the address is for a certain one. */
export const checksumHeader = 'x-amz-checksum-sha256';

const Upload = z.object({
  dropId: z.string().regex(/^drop-[A-Za-z0-9-]{1,70}$/),
  fileName: z.string().min(1),
});
export type Upload = z.infer<typeof Upload>;

/** Key for the file of a drop whose id was told before the file arrived. */
export function uploadKey({ dropId, fileName }: Upload): string {
  return `${uploadPrefix}${dropId}/${fileName}`;
}

/** What such a key says; undefined for any other. */
export function uploadOfKey(key: string): Upload | undefined {
  if (!key.startsWith(uploadPrefix)) return undefined;
  const [dropId, fileName, ...more] = key.slice(uploadPrefix.length).split('/');
  return more.length > 0 ? undefined : Upload.safeParse({ dropId, fileName }).data;
}
