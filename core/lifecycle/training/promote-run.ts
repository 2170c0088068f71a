import { readDocument } from '../../batch/batch-plan.ts';
import { DomainError } from '../../errors.ts';
import { GateDecision } from '../gate/gate-decision.ts';
import { promote } from '../promotion.ts';
import { runKeys } from './run-files.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';

/** Moves the champion pointer to a run's model, in the gate's name; done already, it is done. */
export async function promoteRun(
  { runId, by }: Pick<TrainingOrder, 'runId' | 'by'>,
  { objects, records: { models, audit }, events, clock, loadModel }: TrainingPorts,
): Promise<void> {
  const { challenger, reason } = await readDecision(runId, objects, true);
  try {
    await promote(
      { version: challenger, by: `gate for ${by}`, reason },
      { models, audit, events, clock, verify: loadModel },
    );
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'already-current') throw error;
  }
}

/** Makes sure that a run's model was turned away: nothing moves, and the decision beside it says why. */
export async function keepRun(
  { runId }: Pick<TrainingOrder, 'runId'>,
  { objects }: Pick<TrainingPorts, 'objects'>,
): Promise<void> {
  await readDecision(runId, objects, false);
}

/** The gate's decision, whatever the workflow was told: nothing is promoted that it has not let through. */
async function readDecision(runId: string, objects: TrainingPorts['objects'], isPromoted: boolean) {
  const decision = await readDocument(objects, runKeys.result(runId, 'gate'), GateDecision);
  if (decision?.promote === isPromoted) return decision;
  throw new DomainError(
    'training-failed',
    `The gate has ${decision ? 'decided otherwise' : 'not decided'} on ${runId}.`,
  );
}
