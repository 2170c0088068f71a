import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { QueuedDrop, queuedKey } from '../../../core/intake/queued-drop.ts';
import { Receipt } from '../../../core/intake/receipt.ts';
import { readObject } from '../../../core/lifecycle/stored-model.ts';
import { aCustomer } from '../../support/api-under-test.ts';
import { type ApiFunctionUnderTest, apiFunctionUnderTest } from '../../support/aws/api-function.ts';
import { clientClaims, httpApiEvent } from '../../support/aws/http-api-event.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';

const first = '20261101T000000Z-0a1b2c3d';
const second = '20261108T000000Z-11111111';
const json = { 'content-type': 'application/json' };
const mayScore = clientClaims('mainstay/scores:write mainstay/customers:read');

let api: ApiFunctionUnderTest;
beforeAll(async () => {
  api = await apiFunctionUnderTest({ ALLOWED_ORIGINS: 'https://dashboard.example.com' });
  await installTestModel(api, first);
  await installTestModel(api, second, { ensemble: 'linear' });
  await promoteFirst(api, first);
  await api.start();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.lines();
});

const score = (customerId: string) => ({
  method: 'POST',
  path: '/v1/scores',
  headers: json,
  body: JSON.stringify({ customers: [aCustomer(customerId)] }),
});

describe('the API function', () => {
  it('scores, records, and counts by tier without a word on the customer in its log', async () => {
    const result = await api.call(score('secret-feature-c1'), mayScore);
    expect(result.statusCode).toBe(200);
    const body: unknown = JSON.parse(result.body);
    expect(body).toMatchObject({ model: { version: first }, scores: [{ customerId: 'secret-feature-c1' }] });
    const record = await api.records.customers.get('secret-feature-c1');
    expect(record?.history).toHaveLength(1);
    const lines = api.lines();
    const tier = { high: 'HighScores', medium: 'MediumScores', low: 'LowScores' }[record?.latest.tier ?? 'low'];
    expect(lines).toContainEqual(
      expect.objectContaining({ service: 'api', [tier]: 1, AnswerMs: expect.any(Number), _aws: expect.anything() }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'request', route: '/v1/scores', status: 200, requestId: 'JKJaXmPLvHcESHA=' }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ ColdStart: 1 })); // nothing was answered before
    expect(JSON.stringify(lines)).not.toContain('basic');
  });

  it.each([
    ['no token', undefined, 401, 'unauthorized'],
    ['a token of another resource server', clientClaims('other/scores:write'), 403, 'forbidden'],
    ['a token without the scope', clientClaims('mainstay/customers:read'), 403, 'forbidden'],
    ['a scope that only ends like ours', clientClaims('evil/mainstay/scores:write'), 403, 'forbidden'],
    ['an ID token', { ...mayScore, token_use: 'id' }, 401, 'unauthorized'],
  ])('turns away %s', async (_name, claims, status, code) => {
    const result = await api.call(score('nobody'), claims);
    expect([result.statusCode, JSON.parse(result.body)]).toMatchObject([status, { code }]);
    expect(await api.records.customers.get('nobody')).toBeUndefined();
  });

  it('believes the authorizer and no header', async () => {
    const forged = { ...json, authorization: `Bearer ${'x'.repeat(40)}`, 'x-api-key': 'x'.repeat(40) };
    expect((await api.call({ ...score('c'), headers: forged })).statusCode).toBe(401);
  });

  it('answers its health without a token', async () => {
    expect(JSON.parse((await api.call({ method: 'GET', path: '/healthz' })).body)).toEqual({ status: 'up' });
    const ready = await api.call({ method: 'GET', path: '/readyz' });
    expect([ready.statusCode, JSON.parse(ready.body)]).toMatchObject([200, { status: 'ready' }]);
  });

  it('shows a plain page of documentation, without the files that it does not carry', async () => {
    const page = await api.call({ method: 'GET', path: '/docs/' });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain('href="../openapi.json"');
    expect((await api.call({ method: 'GET', path: '/docs/swagger-ui.css' })).statusCode).toBe(404);
  });

  it('finds a customer by an id with anything but a slash in it', async () => {
    const id = 'c 1%41é한?#&';
    await api.call(score(id), mayScore);
    const found = await api.call({ method: 'GET', path: `/v1/customers/${encodeURIComponent(id)}` }, mayScore);
    expect([found.statusCode, JSON.parse(found.body)]).toMatchObject([200, { customerId: id }]);
  });

  it('lets pages of the dashboard call, and of no other site', async () => {
    const statuses: number[] = [];
    for (const origin of ['https://dashboard.example.com', 'https://evil.example.com']) {
      const { statusCode } = await api.call({ ...score('c2'), headers: { ...json, origin } }, mayScore);
      statuses.push(statusCode);
    }
    expect(statuses).toEqual([200, 403]);
  });

  it.each([
    ['an S3 event', { Records: [{ eventSource: 'aws:s3' }] }],
    ['payload format 1.0', { version: '1.0', httpMethod: 'GET', path: '/healthz' }],
    ['nothing', null],
    ['half an event', { ...httpApiEvent(score('c3'), mayScore), requestContext: {} }],
  ])('answers %s with a problem, logs where it is wrong, and counts it', async (_name, event) => {
    const result = await api.invoke(event);
    expect([result.statusCode, JSON.parse(result.body)]).toMatchObject([400, { code: 'invalid-request' }]);
    const lines = api.lines();
    expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'malformed-event' }));
    expect(lines).toContainEqual(expect.objectContaining({ MalformedEvents: 1 }));
  });

  it('stores a drop, writes its receipt, then the note that starts the batch', async () => {
    const mayDrop = clientClaims('mainstay/drops:write');
    const csv = 'id,tickets\nc1,4\n';
    const call = {
      method: 'POST',
      path: '/v1/drops?fileName=week%2047.csv',
      headers: { 'content-type': 'application/octet-stream', 'idempotency-key': 'k1' }, // arrives in base64
      body: csv,
    };
    const result = await api.call(call, mayDrop);
    expect(result.statusCode).toBe(202);
    const receipt = Receipt.parse(JSON.parse(result.body));
    expect(receipt).toMatchObject({
      fileName: 'week 47.csv',
      state: 'received',
      sizeBytes: csv.length,
      profile: 'test',
    });
    expect(await api.records.drops.get(receipt.dropId)).toEqual(receipt);
    const note = await readObject(api.objects, queuedKey(receipt.dropId));
    const { objectKey } = QueuedDrop.parse(JSON.parse(Buffer.from(note ?? []).toString()));
    expect(Buffer.from((await readObject(api.objects, objectKey)) ?? []).toString()).toBe(csv);
    const again = await api.call(call, mayDrop);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await api.objects.list('drops/')).toHaveLength(2);
  });

  it('refuses a drop that the gateway could not hand on whole', async () => {
    const body = 'x'.repeat(4 * 1024 * 1024 + 1);
    const headers = { 'content-type': 'text/csv' };
    const result = await api.call(
      { method: 'POST', path: '/v1/drops', headers, body },
      clientClaims('mainstay/drops:write'),
    );
    expect([result.statusCode, JSON.parse(result.body)]).toMatchObject([413, { code: 'too-large' }]);
  });

  it('answers from a new champion at once where it was promoted here', async () => {
    const claims = clientClaims('mainstay/models:write mainstay/scores:write');
    const body = JSON.stringify({ reason: 'better' });
    const promoted = await api.call(
      { method: 'POST', path: `/v1/models/${second}/promote`, headers: json, body },
      claims,
    );
    expect(promoted.statusCode).toBe(200);
    expect(JSON.parse((await api.call(score('c4'), claims)).body)).toMatchObject({ model: { version: second } });
  });
});
