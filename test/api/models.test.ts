import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../core/errors.ts';
import { chooserScriptSource } from '../../core/lifecycle/report/chooser/script.generated.ts';
import { aModel, aPointer } from '../contracts/examples.ts';
import { type ApiUnderTest, apiUnderTest } from '../support/api-under-test.ts';

const older = '20261101T000000Z-0a1b2c3d';
const newer = '20261108T000000Z-11111111';

let home: ApiUnderTest;
let moved = 0;
beforeEach(async () => {
  moved = 0;
  home = await apiUnderTest({
    championMoved: async () => {
      moved += 1;
    },
    verifyModel: async (version) => {
      if (version.endsWith('bad00000')) throw new DomainError('invalid-bundle', 'Golden row 3 differs');
    },
  });
  await home.records.models.register(aModel());
  await home.records.models.register(aModel({ version: newer, registeredAt: '2026-11-08T00:00:00.000Z' }));
  await home.records.models.moveChampion(undefined, aPointer());
});
afterEach(() => home.close());

const why = { reason: 'better calibrated' };

describe('the registry', () => {
  it('lists models newest first, and says which one scores', async () => {
    expect(await (await home.get('/v1/models')).json()).toMatchObject({
      champion: { version: older },
      models: [{ version: newer }, { version: older }],
    });
    expect(await (await home.get(`/v1/models/${older}`)).json()).toMatchObject({ champion: true, metrics: null });
  });

  it('hands out the report, which may run nothing and reach nowhere', async () => {
    await home.objects.put(`models/${older}/report.html`, new TextEncoder().encode('<p>판결</p>'));
    const response = await home.get(`/v1/models/${older}/report`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'.*sandbox/);
    expect(policy).toContain(`script-src ${chooserScriptSource};`);
    expect(policy).not.toMatch(/allow-same-origin|script-src[^;]*unsafe/);
    expect(await response.text()).toBe('<p>판결</p>');
    expect((await home.get(`/v1/models/${newer}/report`)).status).toBe(404);
  });

  it.each([
    ['20260101T000000Z-ffffffff', 404, 'model-not-found'],
    ['latest', 400, 'invalid-request'],
    ['..%2F..%2Fsecrets', 400, 'invalid-request'],
  ])('refuses the version %s', async (version, status, code) => {
    for (const rest of ['', '/report']) {
      const response = await home.get(`/v1/models/${version}${rest}`);
      expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    }
  });
});

describe('promotion', () => {
  it('moves the pointer, tells the home, and is audited; rollback moves it back', async () => {
    const response = await home.post(`/v1/models/${newer}/promote`, why);
    expect(await response.json()).toMatchObject({ version: newer, by: 'local', reason: why.reason });
    expect(moved).toBe(1);
    expect((await home.records.models.champion())?.version).toBe(newer);
    home.tick(1000);
    expect(await (await home.post('/v1/models/rollback', why)).json()).toMatchObject({ version: older });
    expect(moved).toBe(2);
    expect((await home.records.audit.list({ limit: 5 })).items).toMatchObject([
      { action: 'rollback', subject: older, by: 'local' },
      { action: 'promote', subject: newer, by: 'local' },
    ]);
  });

  it.each([
    ['what is champion already', older, 409, 'already-current'],
    ['what is not registered', '20260101T000000Z-ffffffff', 404, 'model-not-found'],
    ['what does not verify', '20261110T000000Z-bad00000', 500, 'invalid-bundle'],
  ])('refuses %s, and moves nothing', async (_name, version, status, code) => {
    await home.records.models.register(aModel({ version: '20261110T000000Z-bad00000' }));
    const response = await home.post(`/v1/models/${version}/promote`, why);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    expect([moved, (await home.records.models.champion())?.version]).toEqual([0, older]);
  });

  it('needs a reason', async () => {
    for (const body of [{}, { reason: ' ' }]) {
      expect(await (await home.post(`/v1/models/${newer}/promote`, body)).json()).toMatchObject({
        code: 'invalid-request',
      });
    }
    expect((await home.api.request('/v1/models/rollback', { method: 'POST' })).status).toBe(400);
  });

  it('has nothing to roll back to at first', async () => {
    expect(await (await home.post('/v1/models/rollback', why)).json()).toMatchObject({ code: 'nothing-to-roll-back' });
  });
});
