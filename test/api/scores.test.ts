import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ScoresAnswer, WhatIfAnswer } from '../../api/schemas/scores.ts';
import { type ApiUnderTest, aCustomer, apiUnderTest, championVersion } from '../support/api-under-test.ts';

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest();
});
afterEach(() => home.close());

const busThatIsDown = { publish: () => Promise.reject(new Error('the bus is down')) };

describe('POST /v1/scores', () => {
  it('scores in the order asked, with reasons that add up to the raw score, and records', async () => {
    const response = await home.post('/v1/scores', { customers: [aCustomer('b'), aCustomer('a', { tickets: null })] });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { model, scores } = ScoresAnswer.parse(await response.json());
    expect(model).toEqual({ version: championVersion, profile: 'test', family: 'xgboost', reasons: 'exact' });
    expect(scores.map(({ customerId }) => customerId)).toEqual(['b', 'a']);
    for (const { bias, raw, reasons } of scores) {
      expect(reasons.reduce((sum, { contribution }) => sum + contribution, bias ?? Number.NaN)).toBeCloseTo(raw, 5);
    }
    expect(scores[1]?.warnings).toMatchObject([{ code: 'missing-value', feature: 'tickets' }]);
    expect((await home.records.customers.get('a'))?.latest).toMatchObject({
      scoreId: scores[1]?.scoreId,
      modelVersion: championVersion,
      monthlyValueMinor: 2000,
      dropId: null,
    });
  });

  it('sets a score beside the one before', async () => {
    await home.post('/v1/scores', { customers: [aCustomer()] });
    home.tick(1000);
    const answer = await home.post('/v1/scores', { customers: [aCustomer('c1', { tickets: 0 })] });
    const { scores } = ScoresAnswer.parse(await answer.json());
    expect(scores[0]?.previous?.scoredAt).toBe('2026-11-22T10:00:00.000Z');
    expect((await home.records.customers.get('c1'))?.history).toHaveLength(2);
  });

  it('tells of what it recorded, and of who escalated', async () => {
    await home.post('/v1/scores', { customers: [aCustomer('a', { tickets: 9 })], record: false });
    expect(home.events).toEqual([]);
    for (const tickets of [9, 1]) {
      home.tick(1000);
      await home.post('/v1/scores', { customers: [aCustomer('a', { tickets })] });
    }
    expect(home.events).toMatchObject([
      { type: 'ScoreRecorded', dropId: null, customers: [{ customerId: 'a', tier: 'medium', tierBefore: null }] },
      { type: 'ScoreRecorded', customers: [{ customerId: 'a', tier: 'high', tierBefore: 'medium' }] },
      { type: 'TierEscalated', customers: [{ customerId: 'a', tier: 'high', tierBefore: 'medium' }] },
    ]);
  });

  it('answers what it recorded where telling of it fails, and logs which customers it could not tell of', async () => {
    const mute = await apiUnderTest({ events: busThatIsDown });
    const response = await mute.post('/v1/scores', { customers: [aCustomer('a')] });
    expect(response.status).toBe(200);
    expect((await mute.records.customers.get('a'))?.history).toHaveLength(1);
    const [, , facts] = mute.logged.find(([, event]) => event === 'event-not-published') ?? [];
    expect(facts).toMatchObject({ type: 'ScoreRecorded', customerIds: ['a'], error: 'Error: the bus is down' });
    expect(JSON.stringify(facts)).not.toMatch(/high|medium|low/);
    mute.close();
  });

  it('keeps nothing where it is asked not to', async () => {
    expect((await home.post('/v1/scores', { customers: [aCustomer()], record: false })).status).toBe(200);
    expect(await home.records.customers.get('c1')).toBeUndefined();
  });

  it('ages dates by the day of the request where no snapshot date comes along', async () => {
    await home.post('/v1/scores', { customers: [aCustomer('c1', { joined: '2026-11-12' })] });
    expect((await home.records.customers.get('c1'))?.latest.features.joined).toBe(10); // 12 to 22 November
  });

  const wrong: [string, unknown, number, string, object[]][] = [
    [
      '101 customers',
      { customers: Array.from({ length: 101 }, (_, n) => aCustomer(`c${n}`)) },
      400,
      'invalid-request',
      [{ field: 'customers', found: 'a list of 101', expected: 'at most 100 items' }],
    ],
    ['no customers', { customers: [] }, 400, 'invalid-request', [{ field: 'customers', expected: 'at least 1 item' }]],
    ['a missing list', {}, 400, 'invalid-request', [{ field: 'customers', found: 'nothing', expected: 'an array' }]],
    ['an unknown field', { customers: [aCustomer()], recrod: true }, 400, 'invalid-request', [{ field: 'recrod' }]],
    [
      'a number for an id',
      { customers: [aCustomer(), { ...aCustomer(), customerId: 7 }] },
      400,
      'invalid-request',
      [{ row: 1, field: 'customers.1.customerId', found: '7', expected: 'a string' }],
    ],
    [
      'an id that is too long',
      { customers: [aCustomer('x'.repeat(129))] },
      400,
      'invalid-request',
      [{ row: 0, expected: 'at most 128 characters' }],
    ],
    [
      'a list for a value',
      { customers: [aCustomer('c', { tickets: [1] })] },
      400,
      'invalid-request',
      [{ row: 0, field: 'customers.0.features.tickets' }],
    ],
    [
      'Infinity',
      '{"customers":[{"customerId":"c","features":{"tickets":1e999}}]}',
      400,
      'invalid-request',
      [{ row: 0, field: 'customers.0.features.tickets', found: 'Infinity (beyond what a number holds)' }],
    ],
    [
      'text for a number',
      { customers: [aCustomer(), aCustomer('d', { tickets: 'many' })] },
      422,
      'invalid-customer',
      [{ row: 1, field: 'tickets', found: '"many"' }],
    ],
    [
      'a number out of bounds',
      { customers: [aCustomer('d', { tickets: -1 })] },
      422,
      'invalid-customer',
      [{ row: 0, field: 'tickets', found: '-1' }],
    ],
    [
      'a misspelt feature',
      { customers: [aCustomer('d', { tikets: 4 })] },
      422,
      'invalid-customer',
      [{ row: 0, field: 'tikets', found: '4' }],
    ],
    [
      'an impossible date',
      { customers: [aCustomer('d', { joined: '2026-02-30' })] },
      422,
      'invalid-customer',
      [{ row: 0, field: 'joined' }],
    ],
  ];
  it.each(wrong)('refuses %s, names the place, and records nothing', async (_name, body, status, code, issues) => {
    const response = await home.post('/v1/scores', body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code, instance: '/v1/scores', issues });
    expect((await home.records.customers.list({ segments: {}, sort: 'probability', limit: 10 })).items).toEqual([]);
  });

  const malformed: [string, string][] = [
    ['{"customers": [NaN]}', 'Line 1, column 16: found "NaN", expected a value or ]'],
    ['{"a": 1,\n "b": }', 'Line 2, column 7: found "}", expected a value'],
    ["{'a': 1}", 'Line 1, column 2: found "\'", expected a key in double quotes or }'],
    ['{"a": 1', 'Line 1, column 8: found the end of the body, expected a comma or }'],
    ['', 'Line 1, column 1: found the end of the body, expected a value'],
  ];
  it.each(malformed)('refuses %j, naming line and column', async (body, detail) => {
    const response = await home.post('/v1/scores', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'malformed-json', detail });
  });

  it('refuses bytes that are no UTF-8', async () => {
    const response = await home.api.request('/v1/scores', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Uint8Array.of(0x7b, 0xff, 0x7d),
    });
    expect(await response.json()).toMatchObject({ code: 'malformed-json', detail: 'The body is not UTF-8' });
  });

  it.each([['text/plain'], ['application/x-www-form-urlencoded']])('refuses a body of %s', async (type) => {
    const response = await home.post('/v1/scores', '{}', { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: 'unsupported-media-type' });
  });

  it('refuses a body past the limit, of told and of untold length', async () => {
    const big = 'x'.repeat(1024 * 1024 + 1);
    expect((await home.post('/v1/scores', big)).status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const response = await home.api.fetch(
      new Request('http://localhost/v1/scores', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: endless,
        duplex: 'half',
      }),
    );
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(25); // 16 chunks are 1 MiB; a few more are read ahead
  });

  it('says so while no model is promoted', async () => {
    const empty = await apiUnderTest({ noChampion: true });
    const response = await empty.post('/v1/scores', { customers: [aCustomer()] });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ code: 'no-champion' });
    empty.close();
  });
});

describe('POST /v1/what-if', () => {
  it('shows a known customer as is and changed, and records nothing', async () => {
    await home.post('/v1/scores', { customers: [aCustomer()] });
    const response = await home.post('/v1/what-if', { customerId: 'c1', changes: { tickets: 0, fee: 10 } });
    expect(response.status).toBe(200);
    const { before, after, probabilityChange } = WhatIfAnswer.parse(await response.json());
    expect(before.probability).toBe((await home.records.customers.get('c1'))?.latest.probability);
    expect(probabilityChange).toBeCloseTo(after.probability - before.probability, 12);
    expect(after.valueAtRisk?.amountMinor).toBe(Math.round(after.probability * 1000 * 12)); // 10 USD, 12 months
    expect((await home.records.customers.get('c1'))?.history).toHaveLength(1);
  });

  it('takes features of its own', async () => {
    const { features } = aCustomer();
    const response = await home.post('/v1/what-if', { features, changes: { plan: 'premium' } });
    expect(WhatIfAnswer.parse(await response.json()).before.customerId).toBe('what-if');
  });

  it.each([
    [{ customerId: 'nobody', changes: { tickets: 1 } }, 404, 'customer-not-found'],
    [{ customerId: 'c1', features: {}, changes: { tickets: 1 } }, 400, 'invalid-request'],
    [{ changes: { tickets: 1 } }, 400, 'invalid-request'],
    [{ features: {}, changes: {} }, 400, 'invalid-request'],
    [{ features: {}, changes: { tickets: 'x' } }, 422, 'invalid-customer'],
    [{ features: {}, changes: { nope: 1 } }, 422, 'invalid-customer'],
  ])('refuses %j', async (body, status, code) => {
    const response = await home.post('/v1/what-if', body);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });
});
