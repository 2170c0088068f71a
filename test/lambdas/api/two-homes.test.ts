import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chooseAccess } from '../../../api/access/choose-access.ts';
import { Scope } from '../../../api/access/scopes.ts';
import { type RunningServer, serve } from '../../../api/server/serve.ts';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import { apiOfHome } from '../../../local/home/api-of-home.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { aCustomer } from '../../support/api-under-test.ts';
import { type ApiFunctionUnderTest, apiFunctionUnderTest } from '../../support/aws/api-function.ts';
import { type Call, clientClaims } from '../../support/aws/http-api-event.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const first = '20261101T000000Z-0a1b2c3d';
const second = '20261108T000000Z-11111111';
const key = 'k'.repeat(24);
const everything = {
  ...clientClaims(Scope.options.map((scope) => `mainstay/${scope}`).join(' ')),
  username: 'crm', // the name that the key has in the other home
};

let home: Home;
let server: RunningServer;
let lambda: ApiFunctionUnderTest;

beforeAll(async () => {
  home = await openHome(join(temporaryFolder(), 'home'), { create: true });
  lambda = await apiFunctionUnderTest();
  for (const each of [home, lambda]) {
    await installTestModel(each, first);
    await installTestModel(each, second, { ensemble: 'linear' });
    await promoteFirst(each, first);
  }
  const api = apiOfHome(home, {
    access: chooseAccess('127.0.0.1', `crm:${key}`),
    log: { info: () => undefined, error: () => undefined },
    submitDrop: async (drop) => {
      const receipt = newReceipt({ ...drop, profile: home.champion.held?.engine.profile.name ?? '' });
      await home.records.drops.put(receipt);
      return receipt;
    },
  });
  server = await serve({ fetch: (request) => api.fetch(request), port: 0 });
  await lambda.start();
});
afterAll(async () => {
  await server.close();
  await lambda.stop();
  home.close();
});

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed where it is JSON: the differences of long texts take minutes to work out. */
  readonly body: unknown;
}

const compared = [
  'content-type',
  'cache-control',
  'location',
  'idempotency-replayed',
  'retry-after',
  'www-authenticate',
  'allow',
];

/** What is of the moment or drawn by lot, taken out of an answer. */
function settled(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<moment>')
    .replaceAll(/(drop|audit|score)-\d{8}T\d{6}Z-[0-9a-f]{8}/g, '<id>');
}

function answered(status: number, header: (name: string) => string | undefined, body: string): Answered {
  const headers = compared.map((name) => [name, header(name) && settled(header(name) ?? '')] as const);
  return {
    status,
    headers: Object.fromEntries(headers),
    body: isJson(header('content-type')) ? JSON.parse(settled(body)) : settled(body),
  };
}

const isJson = (type: string | undefined): boolean => /json/.test(type ?? '');

async function ofServer({ method, path, headers, body }: Call, open: boolean): Promise<Answered> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { 'x-request-id': 'r1', ...(open ? {} : { 'x-api-key': key }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return answered(response.status, (name) => response.headers.get(name) ?? undefined, await response.text());
}

async function ofLambda(call: Call, open: boolean): Promise<Answered> {
  const sent = { ...call, headers: { 'x-request-id': 'r1', ...call.headers } };
  const result = await lambda.call(sent, open ? undefined : everything);
  return answered(result.statusCode, (name) => result.headers[name], result.body);
}

/** The first place where two answers part; working out all differences of long answers takes minutes. */
function firstDifference(...answers: readonly Answered[]): string | undefined {
  const [one = [], other = []] = answers.map((answer) => JSON.stringify(answer, null, 1).split('\n'));
  const at = one.findIndex((line, index) => line !== other[index]);
  if (at < 0 && one.length === other.length) return undefined;
  return `server: ${one
    .slice(at, at + 3)
    .join(' ')
    .slice(0, 400)} — function: ${other
    .slice(at, at + 3)
    .join(' ')
    .slice(0, 400)}`;
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Call => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const get = (path: string): Call => ({ method: 'GET', path });
const customers = ['c1', 'c2', 'c3', 'c4', 'ç 5%'].map((id, n) =>
  aCustomer(id, { tickets: 2 * n, fee: 9.99 + n, plan: n % 2 ? 'basic' : 'premium' }),
);
const csv = { 'content-type': 'text/csv' };

/** In this order: what one call leaves behind, the next one finds. */
const table: [name: string, status: number, call: Call, open?: 'open'][] = [
  ['health', 200, get('/healthz'), 'open'],
  ['readiness', 200, get('/readyz'), 'open'],
  ['no key or token', 401, get('/v1/customers'), 'open'],
  ['no such path', 404, get('/v1/nothing')],
  ['no such method', 405, { method: 'DELETE', path: '/v1/scores' }],
  ['nobody scored yet', 200, get('/v1/customers')],
  ['scores of five', 200, post('/v1/scores', { customers }, { 'idempotency-key': 'a' })],
  ['the same again', 200, post('/v1/scores', { customers }, { 'idempotency-key': 'a' })],
  [
    'the same key for another body',
    422,
    post('/v1/scores', { customers: customers.slice(1) }, { 'idempotency-key': 'a' }),
  ],
  ['scores without record', 200, post('/v1/scores', { customers: [aCustomer('c9')], record: false })],
  ['scores with one before', 200, post('/v1/scores', { customers: [aCustomer('c1', { tickets: 9 })] })],
  ['an unseen category', 200, post('/v1/scores', { customers: [aCustomer('c6', { plan: 'golden' })], record: false })],
  ['a customer that does not fit', 422, post('/v1/scores', { customers: [aCustomer('c1', { tickets: 'many' })] })],
  ['an unknown field', 422, post('/v1/scores', { customers: [aCustomer('c1', { Tickets: 1 })] })],
  ['broken JSON', 400, post('/v1/scores', '{"customers": [}')],
  ['another content type', 415, post('/v1/scores', 'a=b', { 'content-type': 'text/plain' })],
  ['what-if of a customer', 200, post('/v1/what-if', { customerId: 'c1', changes: { tickets: 0 } })],
  ['what-if of nobody', 404, post('/v1/what-if', { customerId: 'x', changes: { tickets: 0 } })],
  ['the list by value at risk', 200, get('/v1/customers')],
  ['the list by probability, with a cursor', 200, get('/v1/customers?sort=probability&limit=2')],
  ['the list by movement of a tier', 200, get('/v1/customers?sort=movement&tier=high')],
  ['the list of a segment', 200, get('/v1/customers?segment.plan=premium')],
  ['the list of an unknown segment', 400, get('/v1/customers?segment.colour=red')],
  ['a damaged cursor', 400, get('/v1/customers?cursor=abc')],
  ['a customer', 200, get('/v1/customers/c1')],
  ['a customer with an odd id', 200, get(`/v1/customers/${encodeURIComponent('ç 5%')}`)],
  ['an unknown customer', 404, get('/v1/customers/nobody')],
  ['an export', 200, get('/v1/customers/c2/export')],
  ['a drop', 202, { method: 'POST', path: '/v1/drops?fileName=a.csv', headers: csv, body: 'id,tickets\nc1,4\n' }],
  ['receipts', 200, get('/v1/drops')],
  ['an unknown drop', 404, get('/v1/drops/drop-1')],
  ['erasing', 200, { method: 'DELETE', path: '/v1/customers/c1' }],
  ['erasing again', 404, { method: 'DELETE', path: '/v1/customers/c1' }],
  ['a customer who is gone', 404, get('/v1/customers/c1')],
  ['models', 200, get('/v1/models')],
  ['an unknown model', 404, get('/v1/models/20200101T000000Z-00000000')],
  ['a report', 200, get(`/v1/models/${first}/report`)],
  ['a promotion', 200, post(`/v1/models/${second}/promote`, { reason: 'better' })],
  ['scores of the new champion', 200, post('/v1/scores', { customers })],
  ['the same promotion', 409, post(`/v1/models/${second}/promote`, { reason: 'better' })],
  ['a rollback', 200, post('/v1/models/rollback', { reason: 'worse' })],
  ['models after it', 200, get('/v1/models')],
  ['scores of the old champion', 200, post('/v1/scores', { customers })],
];

// Every row gets its fourth value: a missing one would be taken for the callback that ends a test.
const rows = table.map(([name, status, call, open]) => [name, status, call, open === 'open'] as const);

describe('the server and the API function answer alike:', () => {
  it.each(rows)('%s (%i)', async (_name, status, call, open) => {
    const fromServer = await ofServer(call, open);
    expect(firstDifference(fromServer, await ofLambda(call, open))).toBeUndefined();
    expect(fromServer.status).toBe(status);
  });
});

it('both show the same OpenAPI document', async () => {
  const answers = [await ofServer(get('/openapi.json'), false), await ofLambda(get('/openapi.json'), false)];
  expect(firstDifference(...answers)).toBeUndefined();
});
