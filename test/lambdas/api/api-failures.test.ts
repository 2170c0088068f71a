import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { modelKey } from '../../../core/lifecycle/stored-model.ts';
import { aCustomer } from '../../support/api-under-test.ts';
import { type ApiFunctionUnderTest, apiFunctionUnderTest } from '../../support/aws/api-function.ts';
import { clientClaims } from '../../support/aws/http-api-event.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';

const version = '20261101T000000Z-0a1b2c3d';

let api: ApiFunctionUnderTest;
beforeAll(async () => {
  api = await apiFunctionUnderTest();
  await installTestModel(api, version);
  await api.objects.remove(modelKey(version, 'golden.json'));
  await promoteFirst(api, version);
  await api.start();
});
afterAll(() => api.stop());

it('an API function whose champion is damaged starts, says so, and counts it and what it cannot answer', async () => {
  const body = JSON.stringify({ customers: [aCustomer('c1')] });
  const headers = { 'content-type': 'application/json' };
  const call = { method: 'POST', path: '/v1/scores', headers, body };
  const result = await api.call(call, clientClaims('mainstay/scores:write'));
  expect([result.statusCode, JSON.parse(result.body)]).toMatchObject([500, { code: 'invalid-bundle' }]);
  const lines = api.lines();
  expect(lines).toContainEqual(expect.objectContaining({ message: 'champion-not-loaded', version }));
  expect(lines).toContainEqual(
    expect.objectContaining({ service: 'api', ChampionNotLoaded: 1, ServerErrors: 1, AnswerMs: expect.any(Number) }),
  );
  expect(await api.records.customers.get('c1')).toBeUndefined();
  expect((await api.call({ method: 'GET', path: '/healthz' })).statusCode).toBe(200);
  expect((await api.call({ method: 'GET', path: '/readyz' })).statusCode).toBe(503);
});
