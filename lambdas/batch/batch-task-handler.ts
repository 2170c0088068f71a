import { z } from 'zod';
import { batchTasks } from '../../core/batch/batch-tasks.ts';
import { usualCut } from '../../core/batch/plan-shards.ts';
import { keepLast } from '../../core/keep-last.ts';
import { openAwsHome } from '../shared/aws-home.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { scoringEndpoints } from '../shared/scoring-endpoint.ts';
import { BatchFunctionEnv } from './batch-env.ts';
import { withRetryableName } from './with-retryable-name.ts';

type TaskName = keyof ReturnType<typeof batchTasks>;

/** Tasks that score or need to know the model. The others run where there is none, to say so. */
const withModel: ReadonlySet<TaskName> = new Set<TaskName>(['PlanShards', 'ScoreShard', 'Summarise']);
/** Tasks that tell how a drop ended: once for each execution, so its rows are counted here and no shard's twice. */
const atTheEnd: ReadonlySet<TaskName> = new Set<TaskName>(['Announce', 'RecordFailure']);

/** What is logged of a task's input; the rest holds the file's name. */
const Named = z.object({ dropId: z.string(), shard: z.int().optional() }).catch({ dropId: 'unknown' });

/**
 * The handler of one task of the batch workflow. What it throws keeps the name by which the workflow's `Retry` knows it.
 */
export function batchTaskHandler(task: TaskName) {
  const env = loadEnv(BatchFunctionEnv); // a bad deployment fails here, naming every wrong variable
  const { logger, measure, handler } = observe('batch', env.STAGE);
  const home = openAwsHome({
    tableName: env.TABLE_NAME,
    bucketName: env.BUCKET_NAME,
    eventBusName: env.EVENT_BUS_NAME,
    keptDays: env.RETENTION_DAYS,
    endpoints: scoringEndpoints(env.SCORING_ENDPOINT, 'batch'),
    onChampionFailure: (version, error) => {
      logger.error('champion-not-loaded', { version, error: String(error) });
      measure('ChampionNotLoaded');
    },
    onShadowFailure: (version, error) => {
      logger.error('shadow-failed', { version, error: String(error) });
      measure('ShadowFailed');
    },
  });
  const { records, champion, loadModel } = home;
  const models = { champion: () => champion.current(), load: keepLast(loadModel) };
  const run = batchTasks({ ...home, models }, { ...usualCut, maxShards: env.MAX_SHARDS })[task];

  const countOutcome = async (dropId: string): Promise<void> => {
    const receipt = await records.drops.get(dropId);
    if (receipt?.state === 'failed') measure('DropsFailed');
    if (receipt?.state !== 'done') return;
    measure('DropsDone');
    measure('RowsScored', receipt.rowsAccepted);
    measure('RowsQuarantined', receipt.rowsQuarantined);
  };

  return handler(async (input) => {
    const named = Named.parse(input);
    const startedMs = performance.now();
    try {
      if (withModel.has(task)) await home.keepUp();
      const result = await run(input);
      if (atTheEnd.has(task)) await countOutcome(named.dropId);
      logger.info('task-done', { task, ...named, durationMs: Math.round(performance.now() - startedMs) });
      return result;
    } catch (error) {
      if (error instanceof z.ZodError) measure('MalformedEvents');
      const thrown = withRetryableName(error);
      logger.error('task-failed', { task, ...named, error: thrown });
      throw thrown;
    }
  });
}
