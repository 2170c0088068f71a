import { z } from 'zod';
import { putDocument, readDocument } from '../../batch/batch-plan.ts';
import type { DomainError } from '../../errors.ts';
import { failedReceipt } from '../../intake/new-receipt.ts';
import { failureOf } from '../../intake/refusal.ts';
import { clearRun, runKeys } from './run-files.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';
import { VerifiedModel } from './verify-run.ts';

/** Why a run failed, as far as it was foreseen. */
export const Failure = z.strictObject({ code: z.string(), detail: z.string() });

type EndPorts = Pick<TrainingPorts, 'clock' | 'objects' | 'records'>;
type Ending = Pick<TrainingOrder, 'runId' | 'dropId'>;

/** Notes a failure that was foreseen, such as too little data: a workflow's error has no code. The last one counts. */
export async function noteFailure(runId: string, error: DomainError, { objects }: EndPorts): Promise<void> {
  await putDocument(objects, runKeys.result(runId, 'failure'), failureOf(error));
}

/** A run has ended well, or was skipped: its drop is done, and rows of customers go. */
export async function endRun({ runId, dropId }: Ending, { objects, records, clock }: EndPorts): Promise<void> {
  const model = await readDocument(objects, runKeys.result(runId, 'verify'), VerifiedModel);
  const receipt = dropId === null ? undefined : await records.drops.get(dropId);
  if (receipt && receipt.state !== 'done') {
    const finishedAt = clock.now().toISOString();
    await records.drops.put({
      ...receipt,
      state: 'done',
      modelVersion: model?.version ?? null,
      finishedAt,
      failure: null,
    });
  }
  await clearRun(objects, runId);
}

/** A run has failed: its drop says why, and rows of customers go. */
export async function recordRunFailure({ runId, dropId }: Ending, ports: EndPorts): Promise<void> {
  const { objects, records, clock } = ports;
  const failure = await readDocument(objects, runKeys.result(runId, 'failure'), Failure);
  const receipt = dropId === null ? undefined : await records.drops.get(dropId);
  if (receipt && receipt.state !== 'done') {
    await records.drops.put(failedReceipt(receipt, failure ?? failureOf(undefined), clock.now()));
  }
  await clearRun(objects, runId);
}
