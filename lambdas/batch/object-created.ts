import { z } from 'zod';

/** What EventBridge tells of an object that came to be in S3, as far as it is read. Keys come as they are, not escaped. */
export const ObjectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.iso.datetime(),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      size: z.int().nonnegative(),
      etag: z.string().min(1),
      'version-id': z.string().min(1).optional(),
      sequencer: z.string().min(1).optional(),
    }),
  }),
});
export type ObjectCreated = z.infer<typeof ObjectCreated>;
