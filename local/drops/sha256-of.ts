import { createHash } from 'node:crypto';
import { DomainError } from '../../core/errors.ts';
import type { QueuedDrop } from '../../core/intake/queued-drop.ts';
import type { ObjectStore } from '../../core/ports.ts';

/**
 * SHA-256 of a drop's file as it was handed in.
 *
 * @throws {DomainError} `file-not-found`
 * @throws the signal's reason once it is aborted
 */
export async function sha256Of(
  objects: ObjectStore,
  { objectKey }: Pick<QueuedDrop, 'objectKey'>,
  signal: AbortSignal,
): Promise<string> {
  const bytes = await objects.read(objectKey, { reuse: true });
  if (bytes === undefined) throw new DomainError('file-not-found', 'The file of this drop is gone.');
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}
