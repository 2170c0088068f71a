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
    trials: z.array(z.int().positive().nullable()).meta({
      description: 'Most settings tried, for each family in the order of the order; null: as many as the time allows',
    }),
    quality: DataQuality,
  }),
  z.strictObject({ kind: z.literal('skipped'), reason: z.string() }),
]);
export type CheckedData = z.infer<typeof CheckedData>;
