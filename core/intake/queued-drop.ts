import { z } from 'zod';
import { readObject } from '../lifecycle/stored-model.ts';
import type { ObjectStore } from '../ports.ts';

/** A drop that waits for its turn. Kept beside its file until it is worked through, so that it outlives a crash. */
export const QueuedDrop = z.strictObject({
  dropId: z.string().min(1),
  /** Where its file is in the object store, plain or gzip. */
  objectKey: z.string().min(1),
  fileName: z.string().min(1),
  sizeBytes: z.int().nonnegative(),
  /** null where it is found out while reading. */
  sha256: z.string().nullable(),
  receivedAt: z.iso.datetime(),
  /** Moment at which somebody had it worked on again, compact; tells that attempt's execution from those before. */
  attempt: z
    .string()
    .regex(/^\d{8}T\d{6}Z$/)
    .optional(),
});
export type QueuedDrop = z.infer<typeof QueuedDrop>;

const fileName = 'queued.json';

/** Where the note lies that a drop waits. */
export function queuedKey(dropId: string): string {
  return `drops/${dropId}/${fileName}`;
}

/** Notes that a drop waits. Done before its file is claimed. */
export async function noteQueued(objects: ObjectStore, drop: QueuedDrop): Promise<void> {
  await objects.put(queuedKey(drop.dropId), new TextEncoder().encode(JSON.stringify(drop)));
}

/** Notes that a drop needs no more work. */
export async function forgetQueued(objects: ObjectStore, dropId: string): Promise<void> {
  await objects.remove(queuedKey(dropId));
}

/** Drops that still wait, oldest first. One whose file never arrived is still where it came from, and is forgotten. */
export async function listQueued(objects: ObjectStore): Promise<QueuedDrop[]> {
  const waiting: QueuedDrop[] = [];
  for (const key of await objects.list('drops/')) {
    if (!key.endsWith(`/${fileName}`)) continue;
    const bytes = await readObject(objects, key);
    const drop = QueuedDrop.safeParse(JSON.parse(new TextDecoder().decode(bytes) || 'null')).data;
    if (drop && (await objects.size(drop.objectKey)) !== undefined) waiting.push(drop);
    else await objects.remove(key);
  }
  return waiting.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
}
