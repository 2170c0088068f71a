import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ModelRecord } from '../../../core/lifecycle/registry.ts';
import { modelKey } from '../../../core/lifecycle/stored-model.ts';
import { aCustomer } from '../../support/api-under-test.ts';
import { type ApiFunctionUnderTest, apiFunctionUnderTest } from '../../support/aws/api-function.ts';
import { clientClaims } from '../../support/aws/http-api-event.ts';
import { type EndpointServer, endpointServer, runtimeVariables } from '../../support/aws/sagemaker-endpoint.ts';
import { answerCsv, externalRequest, teamModel } from '../../support/external-model.ts';
import { testProfile } from '../../support/profile.ts';

/* The API function on local servers: a team registers its model, promotes it, and scores with it. */

const claims = clientClaims('mainstay/scores:write mainstay/models:read mainstay/models:write mainstay/customers:read');
const headers = { 'content-type': 'application/json' };

let server: EndpointServer;
let api: ApiFunctionUnderTest;
let version: string;
beforeAll(async () => {
  server = await endpointServer(({ body }) => answerCsv(body));
  api = await apiFunctionUnderTest({ ...runtimeVariables(server.url), SCORING_ENDPOINT: 'Churn-Team' });
  await api.start();
});
afterAll(async () => {
  await api.stop();
  await server.stop();
});
beforeEach(() => {
  server.answer = ({ body }) => answerCsv(body);
  server.calls.length = 0;
  api.lines();
});

async function post(path: string, document: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const { statusCode, body } = await api.call(
    { method: 'POST', path, headers, body: JSON.stringify(document) },
    claims,
  );
  return { status: statusCode, answer: JSON.parse(body) };
}
const get = async (path: string): Promise<unknown> =>
  JSON.parse((await api.call({ method: 'GET', path }, claims)).body);
const request = (changes: Parameters<typeof externalRequest>[0] = {}) => ({
  ...externalRequest(changes),
  profile: testProfile,
});

it('is refused where the stage does not name its endpoint, or no profile is there to go by', async () => {
  const other = await post('/v1/models', request({ endpoint: { name: 'another' } }));
  expect(other).toMatchObject({ status: 422, answer: { code: 'endpoint-not-allowed' } });
  expect(other.answer['detail']).toContain('this stage may call only Churn-Team');
  const without = await post('/v1/models', externalRequest());
  expect(without).toMatchObject({ status: 400, answer: { code: 'invalid-request' } });
  expect(server.calls).toHaveLength(0);
});

it('is refused where it does not say what it should, and leaves nothing behind', async () => {
  const goldenRows = externalRequest().goldenRows.map((row) => ({ ...row, answer: 0.9 }));
  const refused = await post('/v1/models', request({ goldenRows }));
  expect(refused).toMatchObject({ status: 400, answer: { code: 'invalid-request' } });
  expect(refused.answer['detail']).toContain('answers 0.05 to row 0, and should answer 0.9');
  expect(await api.objects.list('models/')).toEqual([]);
  expect(await get('/v1/models')).toMatchObject({ champion: null, models: [] });
});

it('is registered, and scores once it is promoted', async () => {
  const registered = await post('/v1/models', request());
  expect(registered.status).toBe(201);
  const model = ModelRecord.parse(registered.answer);
  expect(model).toMatchObject({ family: 'external', profile: 'test', rocAuc: null, trainingCustomers: null });
  ({ version } = model);
  const [entry] = (await api.records.audit.list({ limit: 1 })).items;
  expect(entry).toMatchObject({ action: 'register', subject: version, by: expect.any(String) });
  expect(await get(`/v1/models/${version}`)).toMatchObject({ champion: false, metrics: null });
  expect(server.calls).toHaveLength(1);

  expect(await post(`/v1/models/${version}/promote`, { reason: 'ours is better' })).toMatchObject({ status: 200 });
  expect(server.calls).toHaveLength(2); // asked again before it may score
  const scored = await post('/v1/scores', {
    customers: [aCustomer('a', { tickets: 12 }), aCustomer('b', { tickets: 3 })],
  });
  expect(scored).toMatchObject({
    status: 200,
    answer: {
      model: { version, profile: 'test', family: 'external', reasons: 'none' },
      scores: [
        {
          customerId: 'a',
          probability: teamModel(12),
          tier: 'high',
          percentile: null,
          valueAtRisk: { amountMinor: 15_600, currency: 'USD' }, // 0.65 × 20 × 12
          raw: teamModel(12),
          bias: null,
          reasons: [],
          play: { id: 'call', because: null },
          warnings: [{ code: 'no-reasons', feature: null }],
        },
        { customerId: 'b', probability: teamModel(3), tier: 'low', play: null },
      ],
    },
  });
  expect((await api.records.customers.get('a'))?.latest).toMatchObject({
    modelVersion: version,
    reasons: [],
    bias: null,
  });
  expect(await get('/v1/customers?tier=high')).toMatchObject({ items: [{ customerId: 'a', topReason: null }] });
});

it('answers what becomes of a change, and searches no step', async () => {
  const { answer } = await post('/v1/what-if', { customerId: 'a', changes: { tickets: 2 } });
  expect(answer).toMatchObject({
    before: { probability: teamModel(12) },
    after: { probability: teamModel(2), tier: 'low' },
    smallestStep: { step: null },
  });
  expect(server.calls).toHaveLength(1);
});

it.each([
  ['too few rows', '0.1'],
  ['a margin', '0.1\n3.2'],
  ['NaN', 'nan\n0.2'],
  ['what is no answer at all', '<html></html>'],
])('records nothing where the endpoint answers %s', async (_name, said) => {
  server.answer = () => said;
  const scored = await post('/v1/scores', { customers: [aCustomer('x'), aCustomer('y')] });
  expect(scored).toMatchObject({ status: 502, answer: { code: 'model-answer-invalid' } });
  expect(await api.records.customers.get('x')).toBeUndefined();
});

it('says that it can be tried again where the endpoint fails, and quotes nothing of what the model said', async () => {
  const fields = { OriginalStatusCode: 500, OriginalMessage: 'Jane Doe' };
  server.answer = () => ({ status: 424, error: 'ModelError', fields });
  const call = { method: 'POST', path: '/v1/scores', headers, body: JSON.stringify({ customers: [aCustomer('x')] }) };
  const result = await api.call(call, claims);
  expect([result.statusCode, result.headers['retry-after']]).toEqual([503, '5']);
  expect(JSON.parse(result.body)).toMatchObject({ code: 'model-unreachable' });
  expect(server.calls).toHaveLength(3);
  expect(JSON.stringify([result.body, api.lines()])).not.toContain('Jane');
});

it('is not promoted again once it answers otherwise', async () => {
  server.answer = ({ body }) =>
    body
      .split('\n')
      .map(() => '0.5')
      .join('\n');
  const again = await post('/v1/models', request({ description: 'the same once more' }));
  expect(again.status).toBe(400);
  server.answer = ({ body }) => answerCsv(body);
  const second = ModelRecord.parse((await post('/v1/models', request({ description: 'the same once more' }))).answer);
  server.answer = ({ body }) =>
    body
      .split('\n')
      .map(() => '0.5')
      .join('\n');
  const refused = await post(`/v1/models/${second.version}/promote`, { reason: 'newer' });
  expect(refused).toMatchObject({ status: 500, answer: { code: 'invalid-bundle' } });
  expect((await api.records.models.champion())?.version).toBe(version);
  expect(await api.objects.size(modelKey(second.version, 'model.json'))).toBeGreaterThan(0);
});
