import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import { tellPeople } from '../../core/notices/tell-people.ts';
import { twilioTexter } from '../../core/outreach/texter.twilio.ts';
import { dynamoRecords } from '../records/open-records.ts';
import { network } from '../shared/aws-stores.ts';
import { loadEnv } from '../shared/load-env.ts';
import type { MetricName } from '../shared/metric-names.ts';
import { observe } from '../shared/observed.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { sesMailer } from './mailer.ses.ts';
import { noMailer } from './no-mailer.ts';
import { noTexter } from './no-texter.ts';
import { snsNotifier } from './notifier.sns.ts';
import { secretsManagerSecrets } from './secrets.secrets-manager.ts';
import { TellPeopleEnv } from './tell-people-env.ts';

const env = loadEnv(TellPeopleEnv); // a bad deployment fails here, naming every wrong variable
const observed = observe('notifications', env.STAGE);
const { logger, measure } = observed;

const { idempotency, suppressions } = dynamoRecords({
  client: new DynamoDBClient(network),
  tableName: env.TABLE_NAME,
});
const sns = new SNSClient(network);
const mailer =
  env.MAIL_FROM === undefined
    ? noMailer
    : sesMailer({
        client: new SESv2Client(network),
        from: env.MAIL_FROM,
        configurationSet: env.MAIL_CONFIGURATION_SET,
        suppressions,
      });
const texter =
  env.TWILIO_SECRET_ARN === undefined
    ? noTexter
    : twilioTexter({
        secrets: secretsManagerSecrets(new SecretsManagerClient(network)),
        secretName: env.TWILIO_SECRET_ARN,
        fetch,
        sleep,
        endpoint: env.TWILIO_ENDPOINT,
      });
const settings = {
  teamMailTo: [],
  mailTo: env.MAIL_TO,
  textTo: env.TEXT_TO,
  language: env.NOTICE_LANGUAGE,
  dashboardUrl: env.DASHBOARD_URL,
};
const sentOn = { mail: 'MailSent', text: 'TextsSent' } as const satisfies Record<string, MetricName>;

/** Events of the bus that people are told of, one message each; see {@link tellPeople}. */
export const handler = queueHandler({
  // EventBridge's envelope; more fields may come.
  message: z.looseObject({ source: z.string(), 'detail-type': z.string(), detail: MainstayEvent }),
  work: async ({ detail: event }) => {
    await tellPeople(event, settings, {
      notifier: snsNotifier(sns, env.TOPIC_ARN),
      mailer,
      texter,
      idempotency,
      clock: { now: () => new Date() },
      onOutcome: ({ channel }, outcome, error) => {
        const facts = { eventId: event.eventId, type: event.type, channel, outcome };
        if (error === undefined) logger.info('told', facts);
        else logger.error('not-told', { ...facts, error });
        if (outcome === 'sent' && channel !== 'notice') measure(sentOn[channel]);
        if (outcome === 'refused' || outcome === 'failed') measure('NoticesFailed');
      },
    });
  },
  observed,
});
