import { readDocument } from '../../batch/batch-plan.ts';
import { DomainError } from '../../errors.ts';
import { GateDecision } from '../gate/gate-decision.ts';
import { announceMove, type Decision, promote } from '../promotion.ts';
import { runKeys } from './run-files.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';

/**
 * Moves the champion pointer to a run's model, in the gate's name. Done already it is done, also if somebody has moved the
 * pointer on since; an announcement that was cut short is made good.
 *
 * @throws {DomainError} `champion-changed` if another model scores than the one that the gate has held this one against
 */
export async function promoteRun(
  { runId, by }: Pick<TrainingOrder, 'runId' | 'by'>,
  ports: Pick<TrainingPorts, 'clock' | 'events' | 'loadModel' | 'objects' | 'records'>,
): Promise<void> {
  const decision = await readDecision(runId, ports.objects, true);
  const { challenger, champion, reason } = decision;
  const inItsName: Decision = { by: `gate for ${by}`, reason };
  if (await wasPromoted(challenger, inItsName, ports)) return;
  const { events, clock, loadModel } = ports;
  const { models, audit } = ports.records;
  try {
    await promote(
      { version: challenger, ...inItsName, against: champion },
      { models, audit, events, clock, verify: loadModel },
    );
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'already-current') throw error; // a person was faster
  }
}

/** Whether an earlier attempt has moved the pointer; it may have ended before it could say so. */
async function wasPromoted(
  version: string,
  { by, reason }: Decision,
  { records: { models, audit }, events }: Pick<TrainingPorts, 'events' | 'records'>,
): Promise<boolean> {
  const history = await models.championHistory();
  const at = history.findIndex((move) => move.version === version && move.by === by && move.reason === reason);
  const moved = history[at];
  if (!moved) return false;
  await announceMove('promote', moved, history[at + 1], { audit, events });
  return true;
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
