import { compactTime } from '../compact-time.ts';
import { DomainError } from '../errors.ts';
import type { Clock, ObjectStore, Records } from '../ports.ts';
import type { QueuedDrop } from './queued-drop.ts';
import type { Receipt } from './receipt.ts';
import { isRefusalCode } from './refusal.ts';

export interface RetryPorts {
  readonly records: Pick<Records, 'drops'>;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** Sees to it that a drop that has a receipt is worked on; does not wait for that. */
  readonly queueDrop: (drop: QueuedDrop) => Promise<unknown>;
}

/**
 * Has a drop worked on again that failed for a reason that is not its file's. What was done of it stays done, and it goes
 * on with the model that it began with.
 *
 * @returns its receipt, which waits again
 * @throws {DomainError} `drop-not-found`, `not-retryable`, `file-not-found`
 */
export async function retryDrop(
  dropId: string,
  { records: { drops }, objects, clock, queueDrop }: RetryPorts,
): Promise<Receipt> {
  const failed = await drops.get(dropId);
  if (!failed) throw new DomainError('drop-not-found', `No drop ${JSON.stringify(dropId)} is known`);
  mustBeRetryable(failed);
  const objectKey = `drops/${dropId}/original`;
  const sizeBytes = await objects.size(objectKey);
  if (sizeBytes === undefined)
    throw new DomainError('file-not-found', 'The file of this drop is gone: hand it in again.');
  const waiting: Receipt = { ...failed, state: 'received', finishedAt: null, failure: null };
  if (!(await drops.putUnlessDone(waiting))) throw notRetryable('It was done in this moment.');
  const { fileName, sha256, receivedAt } = failed;
  const attempt = compactTime(clock.now());
  try {
    await queueDrop({ dropId, objectKey, fileName, sizeBytes, sha256, receivedAt, attempt });
  } catch (error) {
    await drops.putUnlessDone(failed); // so that it may be tried again
    throw error;
  }
  return waiting;
}

function mustBeRetryable({ state, failure }: Receipt): void {
  if (state !== 'failed') throw notRetryable(`This drop is "${state}": only one that failed can be worked on again.`);
  if (failure && isRefusalCode(failure.code))
    throw notRetryable('The file itself is at fault, as the receipt says. Hand in a better one.');
}

function notRetryable(detail: string): DomainError {
  return new DomainError('not-retryable', detail);
}
