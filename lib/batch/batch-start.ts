import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { StartBatchEnv } from '../../lambdas/batch/start-batch-env.ts';
import { grantFiles, grantKey, grantListing } from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';
import { WorkQueue } from '../shared/work-queue.ts';
import type { BatchContext } from './batch-context.ts';
import { ObjectCreatedRule } from './object-created-rule.ts';

export interface BatchStartProps extends BatchContext {
  readonly stateMachine: IStateMachine;
}

/** Starts the workflow for every drop that waits: once, since the execution bears the drop's name. */
export class BatchStart extends Construct {
  readonly startBatch: MainstayFunction;
  readonly queuedDrops: WorkQueue;

  constructor(scope: Construct, id: string, { stageName, stores, logRetention, stateMachine }: BatchStartProps) {
    super(scope, id);
    this.startBatch = new MainstayFunction(this, 'StartBatch', {
      entry: 'batch/start-batch.handler.ts',
      description: 'Mainstay batch: starts the workflow for a drop that waits',
      timeout: Duration.seconds(30),
      memoryMb: 512,
      logRetention,
      environment: {
        STAGE: stageName,
        BUCKET_NAME: stores.bucket.bucketName,
        STATE_MACHINE_ARN: stateMachine.stateMachineArn,
      } satisfies z.input<typeof StartBatchEnv>,
    });
    grantFiles(this.startBatch, stores, ['GetObject'], ['drops/*/queued.json']);
    grantListing(this.startBatch, stores);
    grantKey(this.startBatch, stores);
    this.startBatch.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }),
    );

    this.queuedDrops = new WorkQueue(this, 'QueuedDrops', {
      stageName,
      name: 'queued-drops',
      worker: this.startBatch,
      batchSize: 10,
      callsAtOnce: 2,
    });
    this.queuedDrops.takeFrom(
      new ObjectCreatedRule(this, 'Queued', {
        bucket: stores.bucket,
        description: 'A drop waits to be worked on',
        keys: 'drops/*/queued.json',
      }),
    );
  }
}
