import { z } from 'zod';
import { uploadLimitBytes } from '../uploads/upload-addresses.ts';

/** How people know a file. */
export const FileName = z
  .string()
  .regex(/^[^\p{Cc}/\\]{1,200}$/u, 'a file name of 1 to 200 characters without slashes')
  .meta({ description: 'How people know the file' });

/** Asks for an address to send a file to. */
export const UploadRequest = z
  .strictObject({
    fileName: FileName,
    sizeBytes: z
      .int()
      .positive()
      .meta({ description: `Its exact size, at most ${uploadLimitBytes}` }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex')
      .optional()
      .meta({ description: 'Where it is given, a file that arrives damaged is refused' }),
  })
  .meta({ id: 'UploadRequest' });
export type UploadRequest = z.infer<typeof UploadRequest>;

/** Where to send it. */
export const UploadAnswer = z
  .strictObject({
    dropId: z
      .string()
      .meta({ description: 'Of the drop that the file becomes; its receipt is there soon after it has arrived' }),
    upload: z.strictObject({
      method: z.literal('PUT'),
      url: z.string().meta({ description: 'Whoever has it may send the file: keep it to yourself' }),
      headers: z.record(z.string(), z.string()).meta({ description: 'To be sent with the file, as they stand' }),
      expiresAt: z.iso.datetime().meta({ description: 'The file must have begun to arrive by then' }),
    }),
  })
  .meta({ id: 'UploadAnswer' });
export type UploadAnswer = z.infer<typeof UploadAnswer>;

export const uploadExamples = {
  request: { fileName: 'customers.csv', sizeBytes: 734_003_200 },
  answer: {
    dropId: 'drop-20261122T101502Z-3f9a1c2b',
    upload: {
      method: 'PUT',
      url: 'https://mainstay.example.com/v1/uploads/eyJkcm9wSWQi…',
      headers: {},
      expiresAt: '2026-11-22T10:30:02.000Z',
    },
  },
} as const satisfies { request: UploadRequest; answer: UploadAnswer };
