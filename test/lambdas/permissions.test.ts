import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { Scope } from '../../api/access/scopes.ts';
import { noteQueued, queuedKey } from '../../core/intake/queued-drop.ts';
import { measureOnCurrentCustomers } from '../../core/lifecycle/gate/current-customers.ts';
import { loadStoredModel } from '../../core/lifecycle/stored-model.ts';
import { anEvent, inEvent } from '../contracts/event-examples.ts';
import { statementsOf } from '../lib/support/statements.ts';
import { allTemplatesOf } from '../lib/support/synthesised.ts';
import { objectCreated, queueEvent } from '../support/aws/batch-events.ts';
import { dropIn } from '../support/aws/batch-world.ts';
import { clientClaims, httpApiEvent, lambdaContext } from '../support/aws/http-api-event.ts';
import { jsonService } from '../support/aws/json-service.ts';
import { type RecordedCall, recordCalls } from '../support/aws/recorded-calls.ts';
import { installModels } from '../support/homes/one-process-home.ts';
import { first, requests } from '../support/homes/requests.ts';
import { credentials } from '../support/twilio.ts';
import { webReceiver } from '../support/web-receiver.ts';
import { customersCsv } from '../workflows/batch-run.ts';
import { alsoAllowed, type File, files, isTaskOfRun, notTheCode, roles } from './also-allowed.ts';
import { busEvent, sesEvents, snsMessage, sqsEvent } from './notifications/ses-events.ts';
import { type TrainingWorld, trainingWorld } from './training/training-world.ts';

/*
 * What functions call of AWS while they work, held against the roles of the templates: nothing is called that the role does
 * not allow, on that key, and nothing is allowed that is not called or listed below with its reason.
 */

type Handler = (event: unknown, context: typeof lambdaContext) => Promise<unknown>;

const recorder = recordCalls();
let world: TrainingWorld;

async function run(file: File, event: unknown): Promise<unknown> {
  const { handler }: { handler: Handler } = await import(`../../lambdas/${file}.handler.ts`);
  return recorder.as(file, async () => handler(event, lambdaContext));
}

async function workOnFiles(): Promise<void> {
  const { s3, bucketName: Bucket, objects } = world;
  const key = 'inbox/daily.csv';
  await s3.client.send(new PutObjectCommand({ Bucket, Key: key, Body: customersCsv(20) }));
  await run('batch/receive-file', queueEvent(objectCreated({ bucket: Bucket, key, size: 900 })));
  const contents = { plain: customersCsv(40, 10), packed: gzipSync(customersCsv(40)), foreign: '%PDF-1.7' };
  for (const [dropId, content] of Object.entries(contents)) {
    const drop = await dropIn(objects, dropId, content);
    await noteQueued(objects, drop);
    await run('batch/start-batch', queueEvent(objectCreated({ bucket: Bucket, key: queuedKey(dropId), size: 9 })));
    await run('batch/plan-shards', drop);
    if (dropId !== 'foreign') {
      await run('batch/score-shard', { dropId, shard: 0 });
      await run('batch/summarise', drop);
    }
    await run('batch/announce', drop);
  }
  await run('batch/record-failure', await dropIn(objects, 'failed', 'x'));
  await run('schedule/find-stuck-drops', scheduled);
}

async function callApi(): Promise<void> {
  const everything = { ...clientClaims(Scope.options.map((scope) => `mainstay/${scope}`).join(' ')), username: 'crm' };
  for (const [, , call, open] of requests) {
    await run(
      'api/api',
      httpApiEvent({ ...call, headers: { 'x-request-id': 'r', ...call.headers } }, open ? undefined : everything),
    );
  }
}

async function train(): Promise<void> {
  const asked = anEvent('RetrainingRequested', { runId: 'run-asked' });
  await run('training/start-training', busEvent(asked));
  const order = JSON.parse(world.executions().find(({ name }) => name === 'run-asked')?.input ?? '{}');
  await run('training/check-data', order).catch(() => undefined); // there is no labelled file: that is noted too
  await run('training/record-skipped', order);
  for (const task of ['verify', 'gate', 'promote', 'keep', 'report', 'notify'] as const) {
    const state = {
      ...order,
      model: { version: first, goldenRowsFailure: null },
      gate: { promote: true, reason: 'x' },
    };
    await run(`training/${task}`, state).catch(() => undefined);
  }
  // What the gate asks of the records once a model has got so far.
  const model = await loadStoredModel(world.objects, first, '');
  await recorder.as('training/gate', async () =>
    measureOnCurrentCustomers({ champion: model, challenger: model }, { customers: world.records.customers }),
  );
  await run('training/record-failure', { ...order, runId: 'run-failed' });
}

const scheduled = {
  scheduleArn: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/mainstay-dev/StuckDropsDaily',
  scheduledAt: '2026-11-20T06:30:00Z',
  executionId: 'd32c5kddcf5bb8c3',
  attempt: '1',
};

async function tellPeople(): Promise<void> {
  await run(
    'notifications/mail-feedback',
    sqsEvent([snsMessage(sesEvents.permanentBounce)], 'mainstay-dev-mail-feedback'),
  );
  const sns = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
  const ses = await webReceiver(() => ({ status: 200, body: { MessageId: 'ses-1' } }));
  const twilio = await webReceiver(() => ({ status: 500 })); // a text that fails gives back its turn
  const secrets = await jsonService(() => ({ body: { SecretString: JSON.stringify(credentials) } }));
  Object.assign(process.env, {
    TOPIC_ARN: sns.createTopic('team').topicArn,
    MAIL_FROM: 'mainstay@example.com',
    MAIL_TO: 'ana@example.com',
    TEXT_TO: '+4915112345678',
    TWILIO_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:mainstay/dev/twilio-AbCdEf',
    TWILIO_ENDPOINT: twilio.url,
    AWS_ENDPOINT_URL_SNS: sns.address,
    AWS_ENDPOINT_URL_SESV2: ses.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
  });
  const escalated = anEvent('TierEscalated', { customers: [inEvent('c1')] });
  const news = [escalated, anEvent('DropRejected')].map((event) => busEvent(event));
  await run('notifications/tell-people', sqsEvent(news, 'mainstay-dev-notices'));
  for (const server of [sns, ses, twilio, secrets]) await server.stop();
}

beforeAll(async () => {
  world = await trainingWorld();
  await installModels(world);
  await callApi();
  await workOnFiles();
  await train();
  await tellPeople();
}, 120_000);
afterAll(async () => {
  recorder.stop();
  await world.stop();
});

const statements = allTemplatesOf('full').flatMap((template) => statementsOf(template));
const allowedTo = (file: File) =>
  statements.filter(
    ({ on, effect }) => effect === 'Allow' && on.replace(/[0-9A-F]{7,8}$/, '') === `${roles[file]}RoleDefaultPolicy`,
  );

const literally = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Whether a statement about files is about this one: `drops/*` stands for whatever follows. */
function covers(resources: readonly string[], key: string): boolean {
  return resources.some((resource) => {
    const [, pattern] = /"\/([^"]+)"/.exec(resource) ?? [];
    return pattern !== undefined && new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`, 's').test(key);
  });
}

/** What all tasks of a run are allowed. */
const sharedByTasks = new Set(allowedTo('training/keep').flatMap(({ actions }) => actions));

const isAllowed = (file: File, action: string, { key }: RecordedCall): boolean =>
  allowedTo(file).some(
    ({ actions, resources }) => actions.includes(action) && (key === undefined || covers(resources, key)),
  );

describe.each(files)('%s', (file) => {
  const calls = () => recorder.calls.filter(({ by }) => by === file);

  it('calls nothing that its role does not allow', () => {
    expect(calls().length).toBeGreaterThan(0);
    const refused = calls().flatMap((call) =>
      call.actions.filter((action) => !isAllowed(file, action, call)).map((action) => `${action} ${call.key ?? ''}`),
    );
    expect([...new Set(refused)]).toEqual([]);
  });

  it('is allowed what it calls, and besides only what is listed with its reason', () => {
    const called = new Set(calls().flatMap(({ actions }) => actions));
    const rest = allowedTo(file)
      .flatMap(({ actions }) => actions)
      .filter((action) => !notTheCode.test(action) && !called.has(action));
    const besides = isTaskOfRun(file) ? rest.filter((action) => !sharedByTasks.has(action)) : rest;
    expect([...new Set(besides)].toSorted()).toEqual(Object.keys(alsoAllowed[file] ?? {}).toSorted());
  });
});
