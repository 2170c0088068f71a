import { z } from 'zod';
import { runningSha256 } from '../../api/running-sha256.ts';
import { checkData } from '../../core/lifecycle/training/check-data.ts';
import type { TrainingPorts } from '../../core/lifecycle/training/training-ports.ts';
import { trainingTasks } from '../../core/lifecycle/training/training-tasks.ts';
import { withRetryableName } from '../batch/with-retryable-name.ts';
import { openAwsHome } from '../shared/aws-home.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { noteStep } from './note-step.ts';
import { TrainingFunctionEnv } from './training-env.ts';

export type TrainingTaskName = keyof ReturnType<typeof trainingTasks>;

/** What is logged of a task's input, and by which its run is found. */
const Named = z.object({ runId: z.string(), dropId: z.string().nullable() });

/**
 * The handler of one task of the training workflow. What it throws keeps the name by which the workflow's `Retry` knows
 * it; what became of it stands in the run's record.
 */
export function trainingTaskHandler(task: TrainingTaskName) {
  const env = loadEnv(TrainingFunctionEnv); // a bad deployment fails here, naming every wrong variable
  const { logger, measure, handler } = observe('training', env.STAGE);
  const home = openAwsHome({
    tableName: env.TABLE_NAME,
    bucketName: env.BUCKET_NAME,
    eventBusName: env.EVENT_BUS_NAME,
    onChampionFailure: (version, error) => logger.error('champion-not-loaded', { version, error: String(error) }),
    onShadowFailure: (version, error) => logger.error('shadow-failed', { version, error: String(error) }),
  });
  const { records, objects, events, clock, loadModel } = home;
  const ports: TrainingPorts = {
    records,
    objects,
    events,
    clock,
    loadModel,
    code: { version: env.CODE_VERSION, commit: env.CODE_COMMIT === 'unknown' ? null : env.CODE_COMMIT },
    elapsedMs: () => performance.now(),
    newHash: runningSha256,
    checkData: (order) => checkData(order, { records, objects, clock, newHash: runningSha256 }),
  };
  const run = trainingTasks(ports)[task];

  return handler(async (input) => {
    const parsed = Named.safeParse(input);
    if (!parsed.success) {
      measure('MalformedEvents');
      logger.error('malformed-event', { task, error: z.prettifyError(parsed.error) });
      throw new Error('This is no state of a training run');
    }
    const named = parsed.data;
    const startedAt = clock.now();
    const note = async (error?: unknown): Promise<void> => {
      try {
        await noteStep({ ...named, task, startedAt, error }, { runs: records.runs, objects, clock });
      } catch (failure) {
        logger.error('run-record-failed', { ...named, error: String(failure) }); // and the run goes on
      }
    };
    try {
      const result = await run(input);
      if (task === 'RecordFailure') measure('TrainingFailed');
      await note();
      logger.info('task-done', { task, ...named, durationMs: clock.now().getTime() - startedAt.getTime() });
      return result;
    } catch (error) {
      if (error instanceof z.ZodError) measure('MalformedEvents');
      await note(error);
      const thrown = withRetryableName(error);
      logger.error('task-failed', { task, ...named, error: thrown });
      throw thrown;
    }
  });
}
