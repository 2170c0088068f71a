import type { z } from 'zod';
import { readDocument } from '../../batch/batch-plan.ts';
import type { MainstayEvent } from '../../events.ts';
import { failureOf } from '../../intake/refusal.ts';
import { GateDecision } from '../gate/gate-decision.ts';
import { rememberRun } from '../training-data/run-data.ts';
import { releaseLease } from '../training-data/training-lease.ts';
import { CheckedData } from './checked-data.ts';
import { Failure } from './end-run.ts';
import { runKeys } from './run-files.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';
import { VerifiedModel } from './verify-run.ts';

type ConcludePorts = Pick<TrainingPorts, 'objects' | 'events' | 'clock'>;
type Ending = Pick<TrainingOrder, 'runId' | 'profile' | 'reason' | 'parts'>;

/**
 * What follows a run that is over, whichever way: what it knew is not new to the next run (if it has made a model), the
 * next one may begin, and the world is told. Told again, the event has the same id.
 */
export async function concludeRun(order: Ending, how: 'ended' | 'failed', ports: ConcludePorts): Promise<void> {
  const { objects, events } = ports;
  const event = how === 'failed' ? await failed(order, ports) : await ended(order, ports);
  // A repeated run knew less than there is: what it left aside stays new.
  if (event?.type === 'TrainingCompleted' && !order.parts) await rememberRun(order.runId, objects);
  await releaseLease(order.runId, objects);
  if (event) await events.publish(event);
}

const head = ({ runId, profile, reason }: Ending, { clock }: ConcludePorts) => ({
  eventId: `${runId}.ended`,
  at: clock.now().toISOString(),
  runId,
  profile,
  reason,
});

async function ended(order: Ending, ports: ConcludePorts): Promise<MainstayEvent | undefined> {
  const result = <T>(task: string, schema: z.ZodType<T>): Promise<T | undefined> =>
    readDocument(ports.objects, runKeys.result(order.runId, task), schema);
  const data = await result('data', CheckedData);
  if (data?.kind === 'skipped') return { type: 'TrainingSkipped', ...head(order, ports), detail: data.reason };
  const model = await result('verify', VerifiedModel);
  const decision = await result('gate', GateDecision);
  if (!model || !decision) return undefined;
  const { promote: promoted, reason } = decision;
  return { type: 'TrainingCompleted', ...head(order, ports), modelVersion: model.version, promoted, decision: reason };
}

async function failed(order: Ending, ports: ConcludePorts): Promise<MainstayEvent> {
  const noted = await readDocument(ports.objects, runKeys.result(order.runId, 'failure'), Failure);
  return { type: 'TrainingFailed', ...head(order, ports), ...(noted ?? failureOf(undefined)) };
}
