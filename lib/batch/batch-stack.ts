import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Stores } from '../data/data-stack.ts';
import type { MainstayFunction } from '../shared/mainstay-function.ts';
import type { WorkQueue } from '../shared/work-queue.ts';
import { Workflow } from '../shared/workflow.ts';
import type { Stage } from '../stages.ts';
import { BatchStart } from './batch-start.ts';
import { BatchTasks } from './batch-tasks.ts';
import { FileIntake } from './file-intake.ts';

/** What operations watches of the batch stack. */
export interface Batch {
  readonly stateMachine: IStateMachine;
  readonly tasks: BatchTasks;
  readonly files: WorkQueue;
  readonly queuedDrops: WorkQueue;
  readonly functions: Readonly<Record<string, MainstayFunction>>;
}

export interface BatchStackProps extends StackProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly bus: IEventBus;
}

/** From a file in the bucket to scores and a receipt. */
export class BatchStack extends Stack {
  readonly batch: Batch;

  constructor(scope: Construct, id: string, stage: Stage, { stageName, stores, bus, ...props }: BatchStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.production });
    const { logDays: logRetention, customerDays } = stage.retention;
    const { memoryMb, shardsAtOnce } = stage.batch;
    const context = { stageName, stores, bus, logRetention, memoryMb, customerDays };

    const tasks = new BatchTasks(this, 'Tasks', { ...context, shardsAtOnce, scoringEndpoint: stage.scoringEndpoint });
    const { planShards, scoreShard, summarise, announce, recordFailure } = tasks;
    const { stateMachine } = new Workflow(this, 'Workflow', {
      stageName,
      name: 'batch',
      logRetention,
      functions: {
        PlanShards: planShards,
        ScoreShard: scoreShard,
        Summarise: summarise,
        Announce: announce,
        RecordFailure: recordFailure,
      },
    });
    const { receiveFile, files } = new FileIntake(this, 'Intake', context);
    const { startBatch, queuedDrops } = new BatchStart(this, 'Start', { ...context, stateMachine });
    this.batch = {
      stateMachine,
      tasks,
      files,
      queuedDrops,
      functions: {
        'plan-shards': planShards,
        'score-shard': scoreShard,
        summarise,
        announce,
        'record-failure': recordFailure,
        'receive-file': receiveFile,
        'start-batch': startBatch,
      },
    };
    new CfnOutput(this, 'BatchWorkflowArn', {
      value: stateMachine.stateMachineArn,
      description: 'To start a drop once more: docs/runbook.md',
    });
    new CfnOutput(this, 'Inbox', {
      value: `s3://${stores.bucket.bucketName}/inbox/`,
      description: 'Where files may be put to be scored',
    });
  }
}
