import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { PlannedUpload, UploadAddresses } from './upload-addresses.ts';

/** Path of the addresses; the token follows. */
export const uploadsPath = '/v1/uploads/';

const Sealed = z.strictObject({
  dropId: z.string(),
  fileName: z.string(),
  sizeBytes: z.int().positive(),
  sha256: z.string().optional(),
  expiresAt: z.iso.datetime(),
});

/**
 * Addresses of the API's own server. What an address is for stands in its token, sealed with a key that only this process
 * has: nothing is kept of it, and a restart closes those that are open.
 */
export function ownUploadAddresses(key: Uint8Array = randomBytes(32)): UploadAddresses {
  const sealOf = (content: string): Buffer => createHmac('sha256', key).update(content).digest();
  return {
    open: async ({ dropId, fileName, sizeBytes, sha256, expiresAt }, origin) => {
      const sealed: z.infer<typeof Sealed> = {
        dropId,
        fileName,
        sizeBytes,
        sha256,
        expiresAt: expiresAt.toISOString(),
      };
      const content = Buffer.from(JSON.stringify(sealed)).toString('base64url');
      return { url: `${origin}${uploadsPath}${content}.${sealOf(content).toString('base64url')}`, headers: {} };
    },
    redeem: (token): PlannedUpload | undefined => {
      const [content = '', seal = ''] = token.split('.');
      const expected = sealOf(content);
      const given = Buffer.from(seal, 'base64url');
      if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return undefined;
      const { expiresAt, ...upload } = Sealed.parse(JSON.parse(Buffer.from(content, 'base64url').toString()));
      return { ...upload, sha256: upload.sha256, expiresAt: new Date(expiresAt) };
    },
  };
}
