import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { findStuckDrops } from '../../core/batch/find-stuck-drops.ts';
import { dynamoRecords } from '../records/open-records.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { FindStuckDropsEnv } from './find-stuck-drops-env.ts';
import { ScheduledEvent } from './scheduled-event.ts';

const env = loadEnv(FindStuckDropsEnv); // a bad deployment fails here, naming every wrong variable
const observed = observe('batch', env.STAGE);
const { drops } = dynamoRecords({ client: new DynamoDBClient({}), tableName: env.TABLE_NAME });
const clock = { now: () => new Date() };

/** Once a day: counts the drops that should be done by now, and names them in the log. */
export const handler = observed.handler(async (event: unknown): Promise<{ readonly stuck: number }> => {
  const parsed = ScheduledEvent.safeParse(event);
  if (!parsed.success) {
    observed.logger.error('malformed-event', { error: z.prettifyError(parsed.error) });
    observed.measure('MalformedEvents');
    throw new Error('This is no event of the schedule');
  }
  const stuck = await findStuckDrops({ drops, clock });
  for (const { dropId, state, receivedAt } of stuck) observed.logger.warn('drop-stuck', { dropId, state, receivedAt });
  observed.measure('DropsStuck', stuck.length);
  return { stuck: stuck.length };
});
