import { z } from 'zod';
import { ModelVersion } from '../registry.ts';
import { DataQuality } from '../report/input.ts';

/** What the first task of a run says of the data: they are there, or why there is nothing to do. */
export const CheckedData = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ready'),
    previous: ModelVersion.nullable().meta({
      description: 'Model whose data these are compared with: the champion, if it was trained here on the same profile',
    }),
    leavers: z.int().nonnegative(),
    stayers: z.int().nonnegative(),
    quality: DataQuality,
  }),
  z.strictObject({ kind: z.literal('skipped'), reason: z.string() }),
]);
export type CheckedData = z.infer<typeof CheckedData>;
