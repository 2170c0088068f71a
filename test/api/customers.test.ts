import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CustomerAnswer, CustomerList } from '../../api/schemas/customers.ts';
import { CustomerExport } from '../../core/scoring/customer-record.ts';
import { anEntry, aScore } from '../contracts/examples.ts';
import { type ApiUnderTest, aCustomer, apiUnderTest } from '../support/api-under-test.ts';

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest();
});
afterEach(() => home.close());

function bytesOfRecords(): Buffer {
  const files = readdirSync(home.folder).filter((name) => name.startsWith('records.sqlite'));
  return Buffer.concat(files.map((name) => readFileSync(join(home.folder, name))));
}

const path = (customerId: string): string => `/v1/customers/${encodeURIComponent(customerId)}`;

describe('GET /v1/customers', () => {
  it('walks all pages exactly once while scores come in', async () => {
    const ids = Array.from({ length: 57 }, (_, n) => `c${n}`);
    await home.records.customers.putScores(
      ids.map((customerId, n) => aScore({ customerId, valueAtRisk: { amountMinor: n % 7, currency: 'USD' } })),
    );
    const seen: string[] = [];
    let next = '/v1/customers?limit=10';
    for (let pages = 0; next !== '' && pages < 30; pages += 1) {
      const page = CustomerList.parse(await (await home.get(next)).json());
      seen.push(...page.items.map(({ customerId }) => customerId));
      next = page.cursor === undefined ? '' : `/v1/customers?limit=10&cursor=${page.cursor}`;
      await home.post('/v1/scores', { customers: [aCustomer(`new${pages}`)] });
    }
    const old = seen.filter((id) => id.startsWith('c'));
    expect(old.toSorted()).toEqual(ids.toSorted());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('narrows by tier and segment', async () => {
    await home.post('/v1/scores', { customers: [aCustomer('a'), aCustomer('b', { plan: 'premium' })] });
    const of = async (query: string): Promise<string[]> =>
      CustomerList.parse(await (await home.get(`/v1/customers?${query}`)).json()).items.map((item) => item.customerId);
    expect(await of('segment.plan=premium&sort=probability')).toEqual(['b']);
    expect(await of('segment.plan=basic&segment.tickets=6')).toEqual(['a']);
    const tier = (await home.records.customers.get('a'))?.latest.tier;
    expect(await of(`tier=${tier}&segment.plan=basic`)).toEqual(['a']);
  });

  it.each([
    ['tier=urgent', 'tier', '"high" or "medium" or "low"'],
    ['limit=0', 'limit', 'at least 1'],
    ['limit=201', 'limit', 'at most 200'],
    ['limit=ten', 'limit', 'a number'],
    ['sort=name', 'sort', '"valueAtRisk" or "probability" or "movement"'],
    ['teir=high', 'teir', 'is not known; this call takes tier, sort, limit, cursor, segment.<name>'],
    ['tier=high&tier=low', 'tier', 'is taken once only'],
    ['segments=x', 'segments', 'is not known; this call takes tier, sort, limit, cursor, segment.<name>'],
    ['segment.region=x', 'segment.region', 'one of tickets, fee, plan, joined, unused'],
    ['segment.plan=a&segment.fee=1&segment.tickets=1&segment.unused=1', 'segments', 'at most 3 segments'],
  ])('refuses %s by name', async (query, field, expected) => {
    const response = await home.get(`/v1/customers?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid-request', issues: [{ field, expected }] });
  });

  it('refuses a cursor that is damaged or of another query', async () => {
    await home.records.customers.putScores([aScore({ customerId: 'a' }), aScore({ customerId: 'b' })]);
    const { cursor } = CustomerList.parse(await (await home.get('/v1/customers?limit=1')).json());
    expect(cursor).toBeDefined();
    for (const query of [
      `cursor=${cursor}x`,
      `cursor=${cursor}&tier=medium`,
      'cursor=%00',
      `cursor=${cursor}&sort=movement`,
    ]) {
      expect(await (await home.get(`/v1/customers?${query}`)).json()).toMatchObject({ code: 'invalid-cursor' });
    }
  });
});

describe('one customer', () => {
  it('comes with its history and timeline, whatever its id looks like', async () => {
    const ids = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((id) => id.isWellFormed() && !/^\.+$/.test(id));
    await fc.assert(
      fc.asyncProperty(ids, async (customerId) => {
        await home.records.customers.putScores([aScore({ customerId })]);
        const response = await home.get(path(customerId));
        expect(CustomerAnswer.parse(await response.json())).toMatchObject({ customerId, timeline: [] });
      }),
      { numRuns: 80, examples: [['a/b'], ['%'], ['%2F'], ['a%25b'], ['a?b#c'], ['\u0000'], ['a+b c'], ['한국']] },
    );
  });

  it('pages its timeline', async () => {
    await home.records.customers.putScores([aScore({ customerId: 'c1' })]);
    for (const n of [1, 2, 3])
      await home.records.customers.addTimeline(anEntry({ customerId: 'c1', entryId: `e${n}` }));
    const first = CustomerAnswer.parse(await (await home.get('/v1/customers/c1?timelineLimit=2')).json());
    const rest = await home.get(`/v1/customers/c1?timelineLimit=2&timelineCursor=${first.timelineCursor}`);
    expect(
      [...first.timeline, ...CustomerAnswer.parse(await rest.json()).timeline].map(({ entryId }) => entryId),
    ).toEqual(['e3', 'e2', 'e1']);
  });

  it.each(['', '/export'])('is not found%s where nobody scored it', async (rest) => {
    const response = await home.get(`/v1/customers/nobody${rest}`);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'customer-not-found' }]);
  });
});

describe('export and erase', () => {
  const id = 'erase-me-7f3a';

  it('hands out everything, and records that without the id', async () => {
    await home.post('/v1/scores', { customers: [aCustomer(id)] });
    await home.records.customers.addTimeline(anEntry({ customerId: id }));
    const exported = CustomerExport.parse(await (await home.get(`${path(id)}/export`)).json());
    expect(exported).toEqual(await home.records.customers.export(id));
    const { items } = await home.records.audit.list({ limit: 10 });
    expect(items).toMatchObject([{ action: 'export', by: 'local' }]);
    expect(JSON.stringify(items)).not.toContain(id);
  });

  it('leaves no byte of the customer in the records, kept answers and the log of writes included', async () => {
    const { customerId, features } = aCustomer(id, { plan: 'secret-plan-91' });
    for (let n = 0; n < 30; n += 1) {
      home.tick(1000);
      const others = Array.from({ length: 20 }, (_, k) => aCustomer(`other-${n}-${k}`));
      const body = { customers: [{ customerId, features }, ...others] };
      await home.post('/v1/scores', body, { 'idempotency-key': `k${n}` });
      await home.records.customers.addTimeline(
        anEntry({ customerId, entryId: `e${n}`, detail: { note: 'secret-plan-91' } }),
      );
    }
    expect(bytesOfRecords().includes(id)).toBe(true);
    const response = await home.api.request(path(id), { method: 'DELETE' });
    expect(response.status).toBe(200);
    const bytes = bytesOfRecords();
    expect(bytes.includes(id)).toBe(false);
    expect(bytes.includes('secret-plan-91')).toBe(false);
    expect(bytes.includes('other-3-3')).toBe(true);
    expect((await home.get(path(id))).status).toBe(404);
    expect((await home.api.request(path(id), { method: 'DELETE' })).status).toBe(404);
    expect((await home.records.audit.list({ limit: 10 })).items).toMatchObject([{ action: 'erase' }]);
  });
});
