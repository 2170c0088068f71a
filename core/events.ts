import { z } from 'zod';

/** What every event says of itself. */
const head = {
  eventId: z.string().min(1).meta({ description: 'The same happening always has the same id: deliveries may repeat' }),
  at: z.iso.datetime(),
};
const drop = { dropId: z.string().min(1), fileName: z.string() };

/** A dropped file was scored. */
export const BatchCompleted = z.strictObject({
  ...head,
  type: z.literal('BatchCompleted'),
  ...drop,
  modelVersion: z.string(),
  rowsIn: z.int().nonnegative(),
  rowsAccepted: z.int().nonnegative(),
  rowsQuarantined: z.int().nonnegative(),
  tierCounts: z.strictObject({ high: z.int(), medium: z.int(), low: z.int() }),
});

/** A dropped file could not be worked through; its receipt has the rows that were set aside. */
export const DropRejected = z.strictObject({
  ...head,
  type: z.literal('DropRejected'),
  ...drop,
  code: z.string().meta({ description: 'A failure code, or `unforeseen`' }),
  detail: z.string(),
});

/** A dropped file carries labels, so it is for training. */
export const TrainingDropReceived = z.strictObject({ ...head, type: z.literal('TrainingDropReceived'), ...drop });

/** What Mainstay tells the world. Holds no customer's data: who needs it asks the API with the ids. */
export const MainstayEvent = z.discriminatedUnion('type', [BatchCompleted, DropRejected, TrainingDropReceived]);
export type MainstayEvent = z.infer<typeof MainstayEvent>;
