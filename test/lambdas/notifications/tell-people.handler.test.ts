import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { anEvent, inEvent } from '../../contracts/event-examples.ts';
import { type FunctionWorld, functionWorld } from '../../support/aws/function-world.ts';
import { lambdaContext } from '../../support/aws/http-api-event.ts';
import { type JsonService, jsonService } from '../../support/aws/json-service.ts';
import { credentials } from '../../support/twilio.ts';
import { type WebReceiver, webReceiver } from '../../support/web-receiver.ts';
import { busEvent, sqsEvent } from './ses-events.ts';

const region = 'eu-west-1';
const customers = [inEvent('secret-c1'), inEvent('c2', { tier: 'medium' })];

let world: FunctionWorld;
let sns: Awaited<ReturnType<typeof startFauxqs>>;
let ses: WebReceiver;
let twilio: WebReceiver;
let secrets: JsonService;
let twilioIsUp = true;
let handler: (event: unknown, context: typeof lambdaContext) => Promise<unknown>;

beforeAll(async () => {
  sns = await startFauxqs({ port: 0, logger: false, messageSpies: true, defaultRegion: region });
  ses = await webReceiver(() => ({ status: 200, body: { MessageId: 'ses-1' } }));
  twilio = await webReceiver(() => (twilioIsUp ? { status: 201 } : { status: 403, body: { code: 20003 } }));
  secrets = await jsonService(() => ({ body: { SecretString: JSON.stringify(credentials) } }));
  world = await functionWorld({
    STAGE: 'dev',
    TOPIC_ARN: sns.createTopic('team').topicArn,
    MAIL_FROM: 'mainstay@example.com',
    MAIL_TO: 'ana@example.com, bo@example.com',
    TEXT_TO: '+4915112345678',
    TWILIO_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:mainstay/dev/twilio-AbCdEf',
    TWILIO_ENDPOINT: twilio.url,
    DASHBOARD_URL: 'https://mainstay.example.com',
    AWS_ENDPOINT_URL_SNS: sns.address,
    AWS_ENDPOINT_URL_SESV2: ses.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
  });
  ({ handler } = await import('../../../lambdas/notifications/tell-people.handler.ts'));
});
afterAll(async () => {
  await world.stop();
  for (const server of [sns, ses, twilio, secrets]) await server.stop();
});

const tell = (...bodies: unknown[]) => handler(sqsEvent(bodies, 'mainstay-dev-notices'), lambdaContext);
const mails = () => ses.received.splice(0).map(({ body }) => body);
const texts = () => twilio.received.splice(0).map(({ body }) => new URLSearchParams(body).get('Body'));
const noticesOf = (text: string) =>
  sns.spy.getAllMessages().filter((message) => JSON.stringify(message).includes(text));

describe('the function that tells people', () => {
  it('tells account managers and telephones of an escalation once, however often it comes, and logs ids of events only', async () => {
    world.lines();
    const event = busEvent(anEvent('TierEscalated', { customers }));
    for (let times = 0; times < 2; times += 1) expect(await tell(event, event)).toEqual({ batchItemFailures: [] });
    const sent = mails();
    expect(sent).toHaveLength(2);
    expect(sent[0]).toContain('https://mainstay.example.com/customers/secret-c1');
    expect(texts()).toEqual(['Now at high risk of leaving: secret-c1']);
    const lines = world.lines();
    expect(lines).toContainEqual(expect.objectContaining({ MailSent: [1, 1], TextsSent: 1, stage: 'dev' }));
    expect(JSON.stringify(lines)).not.toMatch(/secret-c1|example\.com|\+49/);
  });

  it('tells the team of a drop that failed and of a promotion', async () => {
    const dropped = busEvent(anEvent('DropRejected', { dropId: 'drop-told' }));
    expect(await tell(dropped, busEvent(anEvent('ModelPromoted', { reason: 'told-promoted' })))).toEqual({
      batchItemFailures: [],
    });
    expect(noticesOf('drop-told')).toHaveLength(1);
    expect(noticesOf('told-promoted')).toHaveLength(1);
    expect(texts()).toEqual(['Drop failed: drop-told, unreadable-file']);
    expect(mails()).toEqual([]);
  });

  it('sends no mail to an address that is suppressed', async () => {
    await world.records.suppressions.add({
      address: 'bo@example.com',
      reason: 'complaint',
      at: '2026-11-22T10:00:00.000Z',
    });
    await tell(busEvent(anEvent('BatchCompleted')));
    expect(mails().map((body) => body.includes('ana@example.com'))).toEqual([true]);
    expect(await world.records.suppressions.remove('bo@example.com')).toBe(true);
  });

  it('has an event come again where somebody could not be told, and then tells that one only', async () => {
    world.lines();
    const event = busEvent(anEvent('TierEscalated', { eventId: 'while-down', customers }));
    twilioIsUp = false;
    expect(await tell(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(world.lines()).toContainEqual(expect.objectContaining({ NoticesFailed: 1, MailSent: [1, 1] }));
    twilioIsUp = true;
    mails();
    texts();
    expect(await tell(event)).toEqual({ batchItemFailures: [] });
    expect([mails(), texts()]).toEqual([[], ['Now at high risk of leaving: secret-c1']]);
  });

  it('hands back what is no event of the bus, and works on the rest', async () => {
    world.lines();
    const good = busEvent(anEvent('TierEscalated', { eventId: 'beside-bad', customers }));
    const bad = [{ ...good, detail: { ...good.detail, type: 'Invented' } }, 'not JSON', { Records: [] }];
    expect(await tell(...bad, good)).toEqual({
      batchItemFailures: [0, 1, 2].map((n) => ({ itemIdentifier: `message-${n}` })),
    });
    expect(mails()).toHaveLength(2);
    expect(world.lines().find((line) => 'MalformedEvents' in line)?.MalformedEvents).toEqual([1, 1, 1]);
  });
});
