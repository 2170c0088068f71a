import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { BatchFunctionEnv } from '../../lambdas/batch/batch-env.ts';
import type { RecordsIndexName } from '../../lambdas/records/table.ts';
import {
  grantAsking,
  grantFiles,
  grantIndexes,
  grantKey,
  grantListing,
  grantRecords,
  grantTelling,
} from '../shared/grants.ts';
import { MainstayFunction, type MainstayFunctionProps } from '../shared/mainstay-function.ts';
import type { BatchContext } from './batch-context.ts';

export interface BatchTasksProps extends BatchContext {
  /** Shards scored at once, of all drops together; undefined: no bound. */
  readonly shardsAtOnce: number | undefined;
  /** SageMaker endpoint that the scoring of a shard may call; undefined: none. */
  readonly scoringEndpoint: string | undefined;
}

/** What a drop needs while it is worked on: its plan, its plain copy, the parts of its shards. */
const workFiles = 'drops/*/batch/*';

type TaskSize = Pick<MainstayFunctionProps, 'callsAtOnce' | 'memoryMb' | 'timeout'>;

/** The tasks of the batch workflow, each with what it needs of records, files and bus, and no more. */
export class BatchTasks extends Construct {
  readonly planShards: MainstayFunction;
  readonly scoreShard: MainstayFunction;
  readonly summarise: MainstayFunction;
  readonly announce: MainstayFunction;
  readonly recordFailure: MainstayFunction;

  constructor(scope: Construct, id: string, { shardsAtOnce, scoringEndpoint, ...context }: BatchTasksProps) {
    super(scope, id);
    const { stores, bus, memoryMb } = context;
    const long = { timeout: Duration.minutes(15), memoryMb }; // as long as Lambda lets a call run
    const short = { timeout: Duration.minutes(1), memoryMb: 512 };

    this.planShards = this.#task('PlanShards', 'plan-shards', 'looks at a file and cuts it', context, long);
    grantRecords(this.planShards, stores.table, ['GetItem', 'PutItem', 'Query']);
    grantFiles(this.planShards, stores, ['GetObject'], ['models/', 'drops/']);
    grantFiles(this.planShards, stores, ['PutObject', 'DeleteObject', 'AbortMultipartUpload'], [workFiles]);

    this.scoreShard = this.#task('ScoreShard', 'score-shard', 'scores a run of rows', context, {
      ...long,
      callsAtOnce: shardsAtOnce,
      scoringEndpoint,
    });
    if (scoringEndpoint !== undefined) grantAsking(this.scoreShard, scoringEndpoint);
    // It erases too: a customer who was erased while it scored, and came back by that.
    grantRecords(this.scoreShard, stores.table, [
      'BatchGetItem',
      'BatchWriteItem',
      'GetItem',
      'PutItem',
      'Query',
      'UpdateItem',
    ]);
    grantIndexes(this.scoreShard, stores.table, ['byTime'] satisfies RecordsIndexName[]);
    grantFiles(this.scoreShard, stores, ['GetObject'], ['models/', 'drops/']);
    grantFiles(this.scoreShard, stores, ['PutObject', 'DeleteObject', 'AbortMultipartUpload'], [workFiles]);

    this.summarise = this.#task('Summarise', 'summarise', 'joins the parts and writes the receipt', context, long);
    grantRecords(this.summarise, stores.table, ['GetItem', 'PutItem', 'Query']);
    grantFiles(this.summarise, stores, ['GetObject'], ['models/', 'drops/']);
    const results = ['drops/*/scores.csv', 'drops/*/quarantine.jsonl'];
    grantFiles(this.summarise, stores, ['PutObject', 'AbortMultipartUpload'], results);
    grantFiles(this.summarise, stores, ['DeleteObject'], [workFiles]);

    this.announce = this.#task('Announce', 'announce', 'tells what became of a file', context, short);
    grantRecords(this.announce, stores.table, ['GetItem']);

    this.recordFailure = this.#task('RecordFailure', 'record-failure', 'notes that a file failed', context, short);
    grantRecords(this.recordFailure, stores.table, ['GetItem', 'PutItem']);

    for (const task of [this.scoreShard, this.announce, this.recordFailure]) grantTelling(task, bus);
    for (const task of this.all) grantKey(task, stores);
    for (const task of [this.planShards, this.scoreShard, this.summarise]) grantListing(task, stores);
  }

  get all(): readonly MainstayFunction[] {
    return [this.planShards, this.scoreShard, this.summarise, this.announce, this.recordFailure];
  }

  #task(
    id: string,
    file: string,
    does: string,
    { stageName, stores, bus, logRetention, customerDays }: BatchContext,
    { scoringEndpoint, ...size }: TaskSize & { readonly scoringEndpoint?: string | undefined },
  ): MainstayFunction {
    return new MainstayFunction(this, id, {
      entry: `batch/${file}.handler.ts`,
      description: `Mainstay batch: ${does}`,
      logRetention,
      ...size,
      environment: {
        STAGE: stageName,
        TABLE_NAME: stores.table.tableName,
        BUCKET_NAME: stores.bucket.bucketName,
        EVENT_BUS_NAME: bus.eventBusName,
        ...(customerDays === undefined ? {} : { RETENTION_DAYS: String(customerDays) }),
        ...(scoringEndpoint === undefined ? {} : { SCORING_ENDPOINT: scoringEndpoint }),
      } satisfies z.input<typeof BatchFunctionEnv>,
    });
  }
}
