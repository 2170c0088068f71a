import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoRecords } from '../records/open-records.ts';
import { network } from '../shared/aws-stores.ts';
import { loadEnv } from '../shared/load-env.ts';
import { observe } from '../shared/observed.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { takeFeedback } from './mail-feedback.ts';
import { MailFeedbackEnv } from './mail-feedback-env.ts';
import { SesNotification, SnsEnvelope } from './ses-notification.ts';

const env = loadEnv(MailFeedbackEnv); // a bad deployment fails here, naming every wrong variable
const observed = observe('notifications', env.STAGE);
const { suppressions } = dynamoRecords({ client: new DynamoDBClient(network), tableName: env.TABLE_NAME });

/** What SES says of mails, one message each; see {@link takeFeedback}. Taken again, it changes nothing. */
export const handler = queueHandler({
  message: SnsEnvelope.transform(({ Message }) => Message).pipe(SesNotification),
  work: async (notification) => {
    const { kind, suppressed, lost } = await takeFeedback(notification, suppressions);
    observed.logger.info('mail-feedback', { kind, mail: notification.mail.messageId, suppressed });
    if (suppressed > 0) observed.measure('MailSuppressed', suppressed);
    if (lost) observed.measure('NoticesFailed');
  },
  observed,
});
