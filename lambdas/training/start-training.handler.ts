import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { S3ObjectStore } from '../objects/object-store.s3.ts';
import { dynamoRecords } from '../records/open-records.ts';
import { network } from '../shared/aws-stores.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { StartRequest, startTraining } from './start-training.ts';
import { StartTrainingEnv } from './start-training-env.ts';

const env = loadEnv(StartTrainingEnv); // a bad deployment fails here, naming every wrong variable
const { logger, measure, handler: observed } = observe('training', env.STAGE);
const { models } = dynamoRecords({ client: new DynamoDBClient(network), tableName: env.TABLE_NAME });
const world = {
  objects: new S3ObjectStore(new S3Client(network), env.BUCKET_NAME),
  models,
  clock: { now: () => new Date() },
  client: new SFNClient(network),
  stateMachineArn: env.STATE_MACHINE_ARN,
  settings: env.TRAINING_SETTINGS,
};

/** By the clock, by an event on the bus, or by a call: starts the training workflow. */
export const handler = observed(async (event: unknown) => {
  const request = StartRequest.safeParse(event);
  if (!request.success) {
    logger.error('malformed-event', { error: z.prettifyError(request.error) });
    measure('MalformedEvents');
    throw new Error('This is nothing that asks for a training run');
  }
  const started = await startTraining(request.data, world);
  logger.info('training-started', { ...started });
  return started;
});
