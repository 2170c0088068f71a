import { DomainError } from '../errors.ts';
import type { MainstayEvent } from '../events.ts';
import { failedReceipt, newReceipt } from '../intake/new-receipt.ts';
import { QueuedDrop } from '../intake/queued-drop.ts';
import type { Receipt } from '../intake/receipt.ts';
import { failureOf } from '../intake/refusal.ts';
import type { BatchPorts } from './batch-ports.ts';

/**
 * Tells the world what became of a drop, as its receipt says. Told again, the event has the same id, so that whoever
 * listens can leave repeats out.
 *
 * @throws {DomainError} `drop-not-found`
 */
export async function announce(dropId: string, { records, events }: Pick<BatchPorts, 'records' | 'events'>) {
  const receipt = await records.drops.get(dropId);
  if (!receipt) throw new DomainError('drop-not-found', `There is no drop ${dropId}.`);
  const event = eventOf(receipt);
  if (event) await events.publish(event);
}

/**
 * Records on a drop that the workflow failed, and tells the world. What its shards have done stays, so that the same
 * workflow started again goes on from there. A drop that is done stays done, and a failure that a task has foreseen and
 * noted stays as it was noted.
 */
export async function recordFailure(drop: QueuedDrop, ports: BatchPorts): Promise<void> {
  const { records, clock } = ports;
  const receipt = (await records.drops.get(drop.dropId)) ?? newReceipt({ ...drop, profile: '' });
  const isNoted = receipt.state === 'failed' && receipt.failure?.code !== failureOf(undefined).code;
  if (!isNoted) await records.drops.putUnlessDone(failedReceipt(receipt, failureOf(undefined), clock.now()));
  await announce(drop.dropId, ports);
}

/** Notes on a drop a failure that was foreseen, such as that there is no model yet: a workflow's error has no code. */
export async function noteFailure(
  drop: Pick<QueuedDrop, 'dropId'> & Partial<QueuedDrop>,
  error: DomainError,
  { records, clock }: Pick<BatchPorts, 'records' | 'clock'>,
): Promise<void> {
  const known = await records.drops.get(drop.dropId);
  const queued = QueuedDrop.safeParse(drop).data;
  const receipt = known ?? (queued && newReceipt({ ...queued, profile: '' }));
  if (receipt) await records.drops.putUnlessDone(failedReceipt(receipt, failureOf(error), clock.now()));
}

/** What there is to tell of a drop; undefined while it is worked on. */
function eventOf(receipt: Receipt): MainstayEvent | undefined {
  const { dropId, fileName, modelVersion, tierCounts, highTier = null, failure, finishedAt } = receipt;
  const drop = { dropId, fileName };
  if (receipt.state === 'done' && receipt.kind === 'scoring' && modelVersion && tierCounts && finishedAt) {
    const { rowsIn, rowsAccepted, rowsQuarantined } = receipt;
    const counts = { modelVersion, rowsIn, rowsAccepted, rowsQuarantined, tierCounts, highTier };
    return { type: 'BatchCompleted', eventId: `${dropId}.completed`, at: finishedAt, ...drop, ...counts };
  }
  if (receipt.state === 'failed' && failure && finishedAt) {
    const eventId = `${dropId}.rejected.${finishedAt}`;
    return { type: 'DropRejected', eventId, at: finishedAt, ...drop, ...failure };
  }
  if (receipt.kind === 'training') {
    return { type: 'TrainingDropReceived', eventId: `${dropId}.training`, at: receipt.receivedAt, ...drop };
  }
  return undefined;
}
