import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { MainstayEvent } from '../../core/events.ts';
import { eventSource } from '../../lambdas/shared/event-source.ts';
import type { StartTrainingEnv, TrainingSettings } from '../../lambdas/training/start-training-env.ts';
import type { Stores } from '../data/data-stack.ts';
import { OnTime } from '../schedule/on-time.ts';
import { DeadLetters } from '../shared/dead-letters.ts';
import { grantFiles, grantKey, grantListing, grantRecords } from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';
import { Workflow } from '../shared/workflow.ts';
import type { Stage } from '../stages.ts';
import { JobRole } from './job-role.ts';
import { allowJobs } from './job-starting.ts';
import { trainingImage } from './training-image.ts';
import { TrainingSource } from './training-source.ts';
import { TrainingTasks } from './training-tasks.ts';

/** What operations watches of the training stack. */
export interface Training {
  readonly stateMachine: IStateMachine;
  readonly deadLetters: DeadLetters;
  readonly functions: Readonly<Record<string, MainstayFunction>>;
}

export interface TrainingStackProps extends StackProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly bus: IEventBus;
}

/** Events on the bus that ask for a training run. */
const asking = ['RetrainingRequested', 'TrainingDropReceived'] as const satisfies MainstayEvent['type'][];

/** Seed of runs that name none. */
const usualSeed = 20;

/** From labelled data to a champion, or to a reason why not. */
export class TrainingStack extends Stack {
  readonly training: Training;

  constructor(scope: Construct, id: string, stage: Stage, { stageName, stores, bus, ...props }: TrainingStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.production });
    const { instanceType, processingInstanceType, memoryMb, weeklyAt } = stage.training;
    const { logDays: logRetention } = stage.retention;
    const image = trainingImage(stage.region);
    const source = new TrainingSource(this, 'Source');
    const jobRole = new JobRole(this, 'JobRole', { stores, source, repositoryArn: image.repositoryArn });
    const { byName } = new TrainingTasks(this, 'Training', { stageName, stores, bus, logRetention, memoryMb });
    const { stateMachine, role } = new Workflow(this, 'Workflow', {
      stageName,
      name: 'training',
      logRetention,
      functions: byName,
      substitutions: {
        BucketName: stores.bucket.bucketName,
        Stage: stageName,
        TrainingSource: source.s3ObjectUrl,
        TrainingImage: image.uri,
        TrainingRoleArn: jobRole.roleArn,
        TrainingInstanceType: instanceType,
        ProcessingInstanceType: processingInstanceType,
      },
    });
    allowJobs(role, jobRole);

    const deadLetters = new DeadLetters(this, 'DeadLetters', stageName, 'training');
    const startTraining = new MainstayFunction(this, 'TrainingStart', {
      entry: 'training/start-training.handler.ts',
      description: 'Mainstay training: starts the workflow',
      timeout: Duration.minutes(1),
      memoryMb: 512,
      logRetention,
      deadLetters,
      environment: {
        STAGE: stageName,
        TABLE_NAME: stores.table.tableName,
        BUCKET_NAME: stores.bucket.bucketName,
        STATE_MACHINE_ARN: stateMachine.stateMachineArn,
        TRAINING_SETTINGS: JSON.stringify(settingsOf(stage)),
      } satisfies z.input<typeof StartTrainingEnv>,
    });
    grantRecords(startTraining, stores.table, ['Query']); // who is the champion
    grantFiles(startTraining, stores, ['GetObject'], ['models/']);
    grantFiles(startTraining, stores, ['PutObject'], ['runs/']);
    grantListing(startTraining, stores);
    grantKey(startTraining, stores);
    startTraining.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }),
    );

    new Rule(this, 'Asked', {
      eventBus: bus,
      description: 'A training run is asked for',
      eventPattern: { source: [eventSource], detailType: [...asking] },
      targets: [new LambdaFunction(startTraining, { deadLetterQueue: deadLetters, retryAttempts: 10 })],
    });
    if (weeklyAt) {
      const group = new ScheduleGroup(this, 'Group', { scheduleGroupName: `mainstay-${stageName}-training` });
      const [hour, minute] = weeklyAt.time.split(':').map(Number);
      new OnTime(this, 'Weekly', {
        group,
        description: 'Trains a new model if new data came in',
        expression: `cron(${minute} ${hour} ? * ${weeklyAt.day} *)`,
        timeZone: stage.schedule.timeZone,
        target: { function: startTraining },
        deadLetters,
      });
    }
    const functions = Object.values(byName).map((made): [string, MainstayFunction] => [nameOf(made), made]);
    this.training = {
      stateMachine,
      deadLetters,
      functions: { ...Object.fromEntries(functions), 'start-training': startTraining },
    };
    new CfnOutput(this, 'TrainingWorkflowArn', {
      value: stateMachine.stateMachineArn,
      description: 'History of training runs: an execution bears the name of its run',
    });
  }
}

/** `training-check-data`: other workflows have tasks of the same name. */
const nameOf = ({ node }: MainstayFunction): string =>
  `training${node.id.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function settingsOf({ training }: Stage): z.infer<typeof TrainingSettings> {
  const { budgetSeconds, instanceCount, volumeGb, spot, maxJobHours, maxSpotWaitHours } = training;
  const run = maxJobHours * 3600;
  return {
    budgetSeconds,
    seed: usualSeed,
    resources: {
      processing: { volumeGb, maxRuntimeSeconds: run },
      training: {
        instanceCount,
        volumeGb,
        spot,
        stoppingCondition: {
          MaxRuntimeInSeconds: run,
          ...(spot ? { MaxWaitTimeInSeconds: run + maxSpotWaitHours * 3600 } : {}),
        },
      },
    },
  };
}
