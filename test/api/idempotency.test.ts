import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ApiUnderTest, aCustomer, apiUnderTest } from '../support/api-under-test.ts';

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest();
});
afterEach(() => home.close());

const key = { 'idempotency-key': 'order-66' };
const body = { customers: [aCustomer()] };

describe('Idempotency-Key', () => {
  it('gives the first answer again, and does the work once', async () => {
    const first = await home.post('/v1/scores', body, key);
    home.tick(5000);
    const second = await home.post('/v1/scores', body, key);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect([second.status, second.headers.get('content-type')]).toEqual([200, first.headers.get('content-type')]);
    expect(await second.text()).toBe(await first.text());
    expect((await home.records.customers.get('c1'))?.history).toHaveLength(1);
  });

  it('works anew without a key, and a day later', async () => {
    await home.post('/v1/scores', body, key);
    home.tick(24 * 60 * 60 * 1000 + 1);
    const later = await home.post('/v1/scores', body, key);
    expect(later.headers.get('idempotency-replayed')).toBeNull();
    home.tick(1);
    await home.post('/v1/scores', body);
    expect((await home.records.customers.get('c1'))?.history).toHaveLength(3);
  });

  it.each([
    ['body', '/v1/scores', { ...body, record: false }],
    ['path', '/v1/what-if', { features: {}, changes: { tickets: 1 } }],
  ])('is refused with another %s', async (_name, path, other) => {
    await home.post('/v1/scores', body, key);
    const response = await home.post(path, other, key);
    expect([response.status, await response.json()]).toMatchObject([422, { code: 'idempotency-mismatch' }]);
  });

  it('lets one of many at once do the work', async () => {
    const release = Promise.withResolvers<void>();
    const slow = await apiUnderTest({
      championMoved: () => release.promise,
      verifyModel: async () => undefined,
    });
    const { aModel, aPointer } = await import('../contracts/examples.ts');
    const version = '20261108T000000Z-11111111';
    await slow.records.models.register(aModel({ version }));
    await slow.records.models.moveChampion(undefined, aPointer());
    const promote = () => slow.post(`/v1/models/${version}/promote`, { reason: 'better' }, key);
    const first = promote();
    let second = await promote();
    for (let tries = 0; tries < 50 && second.status !== 409; tries += 1) second = await promote();
    expect(await second.json()).toMatchObject({ code: 'request-in-progress' });
    expect(second.headers.get('retry-after')).toBe('5');
    release.resolve();
    expect((await first).status).toBe(200);
    const third = await promote();
    expect([third.status, third.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    slow.close();
  });

  it('is given up by a failure of ours, and kept by a refusal of the work', async () => {
    let fails = true;
    const shaky = await apiUnderTest({
      championMoved: async () => {
        if (fails) throw new Error('not this time');
      },
    });
    const path = '/v1/models/rollback';
    const { aPointer } = await import('../contracts/examples.ts');
    const refused = await shaky.post(path, { reason: 'r' }, key);
    expect([
      refused.status,
      (await shaky.post(path, { reason: 'r' }, key)).headers.get('idempotency-replayed'),
    ]).toEqual([409, 'true']);
    const pointers = [1, 2].map((n) =>
      aPointer({ version: `2026110${n}T000000Z-0a1b2c3d`, since: `2026-11-0${n}T00:00:00.000Z` }),
    );
    await shaky.records.models.moveChampion(undefined, pointers[0]!);
    await shaky.records.models.moveChampion(pointers[0], pointers[1]!);
    const other = { 'idempotency-key': 'another' };
    expect((await shaky.post(path, { reason: 'r' }, other)).status).toBe(500);
    fails = false;
    const again = await shaky.post(path, { reason: 'r' }, other);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
    shaky.close();
  });

  it.each(['', 'a b', 'é', 'x'.repeat(201)])('such as %j is refused', async (bad) => {
    const headers = new Headers({ 'content-type': 'application/json' });
    headers.set('idempotency-key', bad);
    const response = await home.api.request('/v1/scores', { method: 'POST', headers, body: JSON.stringify(body) });
    expect(await response.json()).toMatchObject({ code: 'invalid-request' });
  });
});
