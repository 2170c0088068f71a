import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { putDocument } from '../../core/batch/batch-plan.ts';
import { compactTime } from '../../core/compact-time.ts';
import { DomainError } from '../../core/errors.ts';
import { RetrainingRequested, TrainingDropReceived } from '../../core/events.ts';
import { bundleProfileFile, modelKey, readObject } from '../../core/lifecycle/stored-model.ts';
import { runKeys } from '../../core/lifecycle/training/run-files.ts';
import { TrainingOrder, TrainingReason } from '../../core/lifecycle/training/training-order.ts';
import type { Clock, ModelRegistry, ObjectStore } from '../../core/ports.ts';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import { Family, families } from '../../core/scoring/bundle.ts';
import { ScheduledEvent } from '../schedule/scheduled-event.ts';
import type { TrainingSettings } from './start-training-env.ts';

const OnBus = z.object({ detail: z.union([RetrainingRequested, TrainingDropReceived]) });

/** A run asked for by a call. */
const Asked = z.strictObject({
  by: z.string().min(1),
  reason: TrainingReason,
  families: z.array(Family).min(1).optional(),
  force: z.boolean().default(false),
  runId: TrainingOrder.shape.runId.optional(),
});

/** Who may ask for a run: the clock, an event on the bus, or a call. */
export const StartRequest = z.union([ScheduledEvent, OnBus, Asked]);
export type StartRequest = z.infer<typeof StartRequest>;

export interface StartTrainingWorld {
  readonly objects: ObjectStore;
  readonly models: Pick<ModelRegistry, 'champion'>;
  readonly clock: Clock;
  readonly client: SFNClient;
  readonly stateMachineArn: string;
  readonly settings: z.infer<typeof TrainingSettings>;
}

/**
 * Starts the training workflow by the profile of the champion, as an execution of the run's name. The same request, told
 * twice, is one run: Step Functions takes each name once in 90 days.
 *
 * @throws {DomainError} `no-champion` where no model has been brought over yet, whose profile says what columns mean
 */
export async function startTraining(
  request: StartRequest,
  { objects, models, clock, client, stateMachineArn, settings }: StartTrainingWorld,
): Promise<{ readonly runId: string; readonly outcome: 'started' | 'known' }> {
  const pointer = await models.champion();
  const bytes = pointer && (await readObject(objects, modelKey(pointer.version, bundleProfileFile)));
  if (!bytes) {
    throw new DomainError('no-champion', 'No model has been promoted yet, so it is not known what columns mean.');
  }
  const profile = parseProfile(JSON.parse(new TextDecoder().decode(bytes)));
  const order = TrainingOrder.parse({
    profile: profile.name,
    families: [...families],
    trials: null,
    dropId: null,
    force: false,
    ...settings,
    ...askedBy(request, clock.now()),
  });
  await putDocument(objects, runKeys.order(order.runId), order, { ifAbsent: true });
  await objects.put(runKeys.profile(order.runId), bytes, { ifAbsent: true });
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name: order.runId, input: JSON.stringify(order) }));
    return { runId: order.runId, outcome: 'started' };
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return { runId: order.runId, outcome: 'known' };
    throw error;
  }
}

function askedBy(request: StartRequest, now: Date): Partial<TrainingOrder> {
  if ('scheduleArn' in request) {
    return { runId: idOf(request.executionId, request.scheduledAt), by: 'the schedule', reason: 'scheduled' };
  }
  if (!('detail' in request)) {
    const {
      runId = idOf(`${now.toISOString()} ${Math.random()}`, now.toISOString()),
      families: some,
      ...asked
    } = request;
    return { ...asked, runId, ...(some ? { families: some } : {}) };
  }
  const { detail } = request;
  if (detail.type === 'RetrainingRequested') {
    const { runId, by, reason, force, families: some } = detail; // who asked was told this id, and looks for the run by it
    return { runId, by, reason, force, ...(some ? { families: some } : {}) };
  }
  return { runId: idOf(detail.eventId, detail.at), by: detail.fileName, reason: 'drop', dropId: detail.dropId };
}

/** The same for the same request. */
function idOf(request: string, at: string): string {
  return `run-${compactTime(new Date(at))}-${createHash('sha256').update(request).digest('hex').slice(0, 8)}`;
}
