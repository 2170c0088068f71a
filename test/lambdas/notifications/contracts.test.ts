import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { z } from 'zod';
import { MainstayEvent } from '../../../core/events.ts';
import { eventBridgeEvents } from '../../../lambdas/events/events.eventbridge.ts';
import { sesMailer } from '../../../lambdas/notifications/mailer.ses.ts';
import { snsNotifier } from '../../../lambdas/notifications/notifier.sns.ts';
import { secretsManagerSecrets } from '../../../lambdas/notifications/secrets.secrets-manager.ts';
import { dynamoRecords } from '../../../lambdas/records/open-records.ts';
import { eventsContract } from '../../contracts/events.contract.ts';
import { aMail, mailerContract } from '../../contracts/mailer.contract.ts';
import { notifierContract } from '../../contracts/notifier.contract.ts';
import { secretsContract } from '../../contracts/secrets.contract.ts';
import { suppressionsContract } from '../../contracts/suppressions.contract.ts';
import { jsonService } from '../../support/aws/json-service.ts';
import { type LocalDynamoDb, localCredentials, localDynamoDb } from '../../support/aws/local-dynamodb.ts';
import { type Answer, webReceiver } from '../../support/web-receiver.ts';
import { withCode } from '../../support/with-code.ts';

/*
 * The real SDK on servers of this machine. DynamoDB is dynalite, SNS topics are fauxqs. No local server plays EventBridge,
 * SES or Secrets Manager: there, small servers of our own speak the protocol, and take what they are sent for right.
 */

let database: LocalDynamoDb;
beforeAll(async () => {
  database = await localDynamoDb();
});
afterAll(() => database.stop());

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const open = async () => dynamoRecords({ client: database.client, tableName: await database.newTable() });

const PutEvents = z.object({
  Entries: z
    .array(
      z.strictObject({
        EventBusName: z.literal('bus'),
        Source: z.literal('mainstay'),
        DetailType: z.string(),
        Time: z.number(),
        Detail: z.string(),
      }),
    )
    .min(1)
    .max(10),
});

describe('events on EventBridge', () =>
  eventsContract(async () => {
    const bus = await jsonService(({ input }) => ({
      body: { FailedEntryCount: 0, Entries: PutEvents.parse(input).Entries.map(() => ({ EventId: 'x' })) },
    }));
    closing.push(() => bus.stop());
    const client = new EventBridgeClient({ ...localCredentials, endpoint: bus.endpoint });
    const heard = async () =>
      bus.calls.flatMap(({ input }) => {
        const { Entries } = PutEvents.parse(input);
        expect(Entries.reduce((bytes, { Detail }) => bytes + Buffer.byteLength(Detail), 0)).toBeLessThan(256 * 1024);
        return Entries.map(({ DetailType, Detail }) => {
          const event = MainstayEvent.parse(JSON.parse(Detail));
          expect(DetailType).toBe(event.type);
          return event;
        });
      });
    return { events: eventBridgeEvents({ client, busName: 'bus' }), heard };
  }));

describe('suppressions in DynamoDB', () => suppressionsContract(open));

const Part = z.object({ Data: z.string(), Charset: z.literal('UTF-8') });
const SendEmail = z.object({
  FromEmailAddress: z.string(),
  Destination: z.object({ ToAddresses: z.array(z.string()).length(1) }),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string().regex(/^[\w-]{1,256}$/) })),
  Content: z.object({
    Simple: z.object({
      Subject: Part,
      Body: z.object({ Text: Part, Html: Part.optional() }),
      Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).optional(),
    }),
  }),
});

async function openSes(answer: Answer = { status: 200, body: { MessageId: 'ses-1' } }) {
  const ses = await webReceiver(() => answer);
  closing.push(() => ses.stop());
  const { suppressions } = await open();
  const client = new SESv2Client({ ...localCredentials, endpoint: ses.url, maxAttempts: 1 });
  const from = 'Mainstay <mainstay@example.com>';
  const mailer = sesMailer({ client, from, configurationSet: 'mainstay-dev', suppressions });
  const sent = () => ses.received.map(({ body }) => SendEmail.parse(JSON.parse(body)));
  return { mailer, suppressions, sent, ses };
}

describe('mail by SES', () => {
  mailerContract(async () => {
    const { mailer, suppressions, sent } = await openSes();
    const seen = async () =>
      sent().map(({ Destination, Content: { Simple } }) => ({
        to: Destination.ToAddresses.join(),
        subject: Simple.Subject.Data,
        text: Simple.Body.Text.Data,
        html: Simple.Body.Html?.Data,
      }));
    return { mailer, suppressions, seen };
  });

  it('goes by the configuration set that hears of bounces, tagged, and with List-Unsubscribe to a list', async () => {
    const { mailer, sent, ses } = await openSes();
    await mailer.send({ ...aMail, list: true });
    await mailer.send(aMail);
    const [first, second] = sent();
    expect(ses.received[0]).toMatchObject({ method: 'POST', path: '/v2/email/outbound-emails' });
    expect(first).toMatchObject({
      FromEmailAddress: 'Mainstay <mainstay@example.com>',
      ConfigurationSetName: 'mainstay-dev',
      Content: {
        Simple: {
          Headers: [{ Name: 'List-Unsubscribe', Value: '<mailto:mainstay@example.com?subject=unsubscribe>' }],
        },
      },
    });
    expect(second?.Content.Simple.Headers).toBeUndefined();
    expect(second?.EmailTags).toEqual(first?.EmailTags);
  });

  it.each([
    [400, 'MessageRejected', 'message-refused'],
    [400, 'BadRequestException', 'message-refused'],
    [429, 'TooManyRequestsException', 'message-not-delivered'],
    [400, 'SendingPausedException', 'message-not-delivered'],
    [500, 'InternalFailure', 'message-not-delivered'],
  ] as const)('takes %i %s for %s', async (status, name, code) => {
    const { mailer } = await openSes({ status, body: { message: 'no' }, headers: { 'x-amzn-errortype': name } });
    await expect(mailer.send(aMail)).rejects.toEqual(withCode(code));
  });
});

async function openTopic() {
  const server = await startFauxqs({
    port: 0,
    logger: false,
    messageSpies: true,
    defaultRegion: localCredentials.region,
  });
  closing.push(() => server.stop());
  const topicArn = server.createTopic('team').topicArn;
  const client = new SNSClient({ ...localCredentials, endpoint: server.address });
  closing.push(() => client.destroy());
  return { server, client, topicArn };
}

describe('notices by SNS', () => {
  notifierContract(async () => {
    const { server, client, topicArn } = await openTopic();
    server.createQueue('read');
    server.subscribe({ topic: 'team', queue: 'read' });
    const seen = async () => {
      const found = await server.spy.waitForMessages(
        { service: 'sqs', queueName: 'read' },
        { count: 2, status: 'published', timeout: 2_000 },
      );
      return found.map((message) => {
        const body: unknown = JSON.parse('body' in message ? message.body : '');
        const { Subject = '', Message } = z.object({ Subject: z.string().optional(), Message: z.string() }).parse(body);
        return `${Subject}\n${Message}`;
      });
    };
    return { notifier: snsNotifier(client, topicArn), seen };
  });

  it('says that the topic is not there', async () => {
    const { client, topicArn } = await openTopic();
    const telling = snsNotifier(client, `${topicArn}-gone`).tell({ noticeId: 'n', subject: 's', text: 't' });
    await expect(telling).rejects.toEqual(withCode('message-not-delivered'));
  });
});

describe('secrets of Secrets Manager', () =>
  secretsContract(async (held) => {
    const service = await jsonService(({ input }) => {
      const { SecretId } = z.object({ SecretId: z.string() }).parse(input);
      const SecretString = held[SecretId];
      if (SecretString !== undefined) return { body: { ARN: 'arn', Name: SecretId, SecretString } };
      return { status: 400, body: { __type: 'ResourceNotFoundException', message: 'none' } };
    });
    closing.push(() => service.stop());
    return secretsManagerSecrets(new SecretsManagerClient({ ...localCredentials, endpoint: service.endpoint }));
  }));
