import { S3Client } from '@aws-sdk/client-s3';
import { network, openAwsStores } from '../shared/aws-stores.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { s3Inbox } from './inbox.s3.ts';
import { inboxFileOf } from './inbox-file.ts';
import { ObjectCreated } from './object-created.ts';
import { receiveFile } from './receive-file.ts';
import { ReceiveFileEnv } from './receive-file-env.ts';

const env = loadEnv(ReceiveFileEnv);
const observed = observe('batch', env.STAGE);
const stores = openAwsStores({ tableName: env.TABLE_NAME, bucketName: env.BUCKET_NAME });
/** S3 answers a copy when it is done: a gigabyte takes it ten seconds or so. */
const copying = { ...network, requestHandler: { ...network.requestHandler, requestTimeout: 120_000 } };
const inbox = s3Inbox(new S3Client(copying), env.BUCKET_NAME);

/** Events of files that were put into the inbox: each becomes a drop. */
export const handler = queueHandler({
  observed,
  message: ObjectCreated,
  work: async (event) => {
    const file = inboxFileOf(event);
    if (!file) return;
    const outcome = await receiveFile(file, { ...stores, inbox });
    observed.logger.info('file-taken-in', { dropId: file.dropId, outcome, sizeBytes: file.sizeBytes });
  },
});
