import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { S3ObjectStore } from '../objects/object-store.s3.ts';
import { network } from '../shared/aws-stores.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { ObjectCreated } from './object-created.ts';
import { startBatch } from './start-batch.ts';
import { StartBatchEnv } from './start-batch-env.ts';

const env = loadEnv(StartBatchEnv);
const observed = observe('batch', env.STAGE);
const world = {
  objects: new S3ObjectStore(new S3Client(network), env.BUCKET_NAME),
  client: new SFNClient(network),
  stateMachineArn: env.STATE_MACHINE_ARN,
};

/** Events of notes that a drop waits: each starts the batch workflow. */
export const handler = queueHandler({
  observed,
  message: ObjectCreated,
  work: async ({ detail: { object } }) => {
    const outcome = await startBatch(object.key, world);
    observed.logger.info('batch-started', { note: object.key, outcome });
  },
});
