import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { readDocument } from '../../core/batch/batch-plan.ts';
import { QueuedDrop } from '../../core/intake/queued-drop.ts';
import type { ObjectStore } from '../../core/ports.ts';

/**
 * Starts the batch workflow for a drop that waits, as an execution of the drop's name: Step Functions takes each name
 * once in 90 days, so that an event told twice starts nothing twice. A drop that is worked on again bears its attempt too.
 *
 * @param noteKey - where the note lies that it waits
 * @returns what it did: `gone` where the note has been taken away, by erasing or because the drop is too old
 */
export async function startBatch(
  noteKey: string,
  { objects, client, stateMachineArn }: { objects: ObjectStore; client: SFNClient; stateMachineArn: string },
): Promise<'started' | 'known' | 'gone'> {
  const drop = await readDocument(objects, noteKey, QueuedDrop);
  if (!drop) return 'gone';
  const { dropId, attempt } = drop;
  const name = attempt === undefined ? dropId : `${dropId}-${attempt}`;
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(drop) }));
    return 'started';
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return 'known';
    throw error;
  }
}
