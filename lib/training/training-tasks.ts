import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { z } from 'zod';
import type { RecordsIndexName } from '../../lambdas/records/table.ts';
import type { TrainingFunctionEnv } from '../../lambdas/training/training-env.ts';
import type { Stores } from '../data/data-stack.ts';
import { codeCommit } from '../shared/code-commit.ts';
import { grantFiles, grantIndexes, grantKey, grantListing, grantRecords, grantTelling } from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';

export interface TrainingTasksProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly bus: IEventBus;
  readonly logRetention: RetentionDays;
  readonly memoryMb: number;
}

const codeVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;

/** Tasks by the name in `${<Name>FunctionArn}`; what a task writes besides its results under the run. */
const tasks = {
  CheckData: { file: 'check-data', does: 'takes labelled files in and writes the rows of a run', isLong: true },
  RecordSkipped: { file: 'record-skipped', does: 'ends a run that found nothing to do', isLong: false },
  Verify: { file: 'verify', does: 'tries, installs and registers a model', isLong: true },
  Gate: { file: 'gate', does: 'decides on a model', isLong: true },
  Promote: { file: 'promote', does: 'moves the champion pointer', isLong: true },
  Keep: { file: 'keep', does: 'leaves the champion in its place', isLong: false },
  Report: { file: 'report', does: 'writes report and card', isLong: true },
  Notify: { file: 'notify', does: 'ends a run and tells how', isLong: false },
  RecordFailure: { file: 'record-failure', does: 'notes that a run failed', isLong: false },
} as const;
export type TrainingTaskName = keyof typeof tasks;

/** The functions of the training workflow. */
export class TrainingTasks extends Construct {
  readonly byName: Readonly<Record<TrainingTaskName, MainstayFunction>>;

  constructor(scope: Construct, id: string, props: TrainingTasksProps) {
    super(scope, id);
    const make = (name: TrainingTaskName): MainstayFunction => this.#task(name, props);
    this.byName = {
      CheckData: make('CheckData'),
      RecordSkipped: make('RecordSkipped'),
      Verify: make('Verify'),
      Gate: make('Gate'),
      Promote: make('Promote'),
      Keep: make('Keep'),
      Report: make('Report'),
      Notify: make('Notify'),
      RecordFailure: make('RecordFailure'),
    };
    const { stores } = props;
    const { CheckData, Verify, Gate, Report, Notify, RecordFailure } = this.byName;
    grantFiles(CheckData, stores, ['PutObject', 'DeleteObject', 'AbortMultipartUpload'], ['training-data/']);
    grantFiles(CheckData, stores, ['PutObject', 'AbortMultipartUpload'], ['drops/*/quarantine.jsonl']);
    for (const writer of [Verify, Gate, Report]) {
      grantFiles(writer, stores, ['PutObject', 'AbortMultipartUpload'], ['models/']);
    }
    // A run that is over lets the next one begin, and what it knew is not new to that.
    for (const last of [Notify, RecordFailure]) grantFiles(last, stores, ['PutObject'], ['training-data/_leases/']);
    grantFiles(Notify, stores, ['PutObject'], ['training-data/*/last-run.json']);
    grantRecords(Gate, stores.table, ['BatchGetItem']);
    grantIndexes(Gate, stores.table, ['byProbability', 'byValue'] satisfies RecordsIndexName[]);
    grantIndexes(CheckData, stores.table, ['byTime'] satisfies RecordsIndexName[]);
  }

  #task(
    name: TrainingTaskName,
    { stageName, stores, bus, logRetention, memoryMb }: TrainingTasksProps,
  ): MainstayFunction {
    const { file, does, isLong } = tasks[name];
    const made = new MainstayFunction(this, name, {
      entry: `training/${file}.handler.ts`,
      description: `Mainstay training: ${does}`,
      logRetention,
      timeout: Duration.minutes(isLong ? 15 : 1),
      memoryMb: isLong ? memoryMb : 512,
      environment: {
        STAGE: stageName,
        CODE_VERSION: codeVersion,
        CODE_COMMIT: codeCommit(),
        TABLE_NAME: stores.table.tableName,
        BUCKET_NAME: stores.bucket.bucketName,
        EVENT_BUS_NAME: bus.eventBusName,
      } satisfies z.input<typeof TrainingFunctionEnv>,
    });
    // All note their step in the run's record and their result under the run; models and drops are read.
    grantRecords(made, stores.table, ['GetItem', 'PutItem', 'Query', 'UpdateItem']);
    grantFiles(made, stores, ['GetObject'], ['drops/', 'models/', 'runs/', 'training-data/']);
    grantFiles(made, stores, ['PutObject', 'DeleteObject', 'AbortMultipartUpload'], ['runs/']);
    grantListing(made, stores);
    grantKey(made, stores);
    grantTelling(made, bus);
    return made;
  }
}
