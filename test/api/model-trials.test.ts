import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GateDecision } from '../../core/lifecycle/gate/gate-decision.ts';
import { usualGatePolicy } from '../../core/lifecycle/gate/policy.ts';
import { keepDecision } from '../../core/lifecycle/lineage.ts';
import { ShadowScorer } from '../../core/lifecycle/shadow/shadow-scorer.ts';
import type { ScoringModel } from '../../core/scoring/scoring-model.ts';
import { aModel, aPointer } from '../contracts/examples.ts';
import { type ApiUnderTest, aCustomer, apiUnderTest, championVersion, startOfTime } from '../support/api-under-test.ts';
import { testEngine } from '../support/bundle.ts';

const second = '20261108T000000Z-11111111';
const foreign = '20261109T000000Z-22222222';
const dayMs = 24 * 60 * 60 * 1000;

let home: ApiUnderTest;
let now = () => startOfTime;
beforeEach(async () => {
  const [one, other] = [await testEngine(), await testEngine({ ensemble: 'linear' })];
  const models: Record<string, ScoringModel> = {
    [championVersion]: one,
    [second]: other,
    [foreign]: { ...other, profile: { ...other.profile, name: 'gym' } },
  };
  const loadModel = async (version: string): Promise<ScoringModel> => models[version] ?? one;
  const shadow = new ShadowScorer({
    shadows: {
      current: () => home.records.shadows.current(),
      add: (tally) => home.records.shadows.add(tally),
    },
    load: loadModel,
    clock: { now: () => now() },
    pollIntervalMs: 0,
    flushIntervalMs: 60_000,
    mostWaitMs: 100,
    wait: async () => undefined,
    onFailure: (version, error) => expect([version, error]).toBe('never'),
  });
  home = await apiUnderTest({ loadModel, shadow });
  now = () => home.deps.clock.now();
  for (const version of [championVersion, second, foreign]) await home.records.models.register(aModel({ version }));
  await home.records.models.moveChampion(undefined, aPointer({ version: championVersion }));
});
afterEach(() => home.close());

const score = () =>
  home.post('/v1/scores', { customers: Array.from({ length: 9 }, (_, n) => aCustomer(`c${n}`, { tickets: n })) });
const json = async (path: string): Promise<unknown> => (await home.get(path)).json();

const probabilities = (answer: unknown): string =>
  JSON.stringify(answer)
    .match(/"probability":[\d.]+,"tier":"\w+","percentile"/g)!
    .join();

describe('a shadow', () => {
  it('changes no answer, is counted on its model, stops by itself, and is audited', async () => {
    const before: unknown = await (await score()).json();
    const started = await home.post(`/v1/models/${second}/shadow`, { days: 2, reason: 'two days' });
    expect(await started.json()).toMatchObject({ version: second, by: 'local', until: '2026-11-24T10:00:00.000Z' });
    const answered: unknown = await (await score()).json();
    expect(probabilities(answered)).toBe(probabilities(before));
    expect(await json(`/v1/models/${second}`)).toMatchObject({
      model: { standing: { state: 'shadow', by: 'local', reason: 'two days' } },
      shadow: { pointer: { version: second }, compared: 9, missed: 0, days: [{ champion: championVersion }] },
    });
    expect(await json('/v1/models')).toMatchObject({
      champion: { version: championVersion },
      shadow: { version: second },
    });
    home.tick(2 * dayMs);
    await score();
    expect(await json(`/v1/models/${second}`)).toMatchObject({
      model: { standing: { state: 'candidate' } },
      shadow: { pointer: null, compared: 9 },
    });
    expect((await home.records.audit.list({ limit: 5 })).items).toMatchObject([{ action: 'shadow', subject: second }]);
  });

  it('ends before its time, once', async () => {
    await home.post(`/v1/models/${second}/shadow`, { days: 2, reason: 'two days' });
    const end = () => home.api.request(`/v1/models/${second}/shadow?reason=enough`, { method: 'DELETE' });
    home.tick(1000);
    expect(await (await end()).json()).toEqual({ version: second, shadow: null });
    expect((await end()).status).toBe(404);
    expect((await home.records.audit.list({ limit: 1 })).items).toMatchObject([
      { action: 'end-shadow', reason: 'enough' },
    ]);
    await score();
    expect(await json(`/v1/models/${second}`)).toMatchObject({ shadow: null });
  });

  it.each([
    ['the champion', championVersion, 409, 'already-current'],
    ['a model of another profile', foreign, 409, 'not-comparable'],
    ['what is not registered', '20260101T000000Z-ffffffff', 404, 'model-not-found'],
  ])('cannot be %s', async (_name, version, status, code) => {
    const response = await home.post(`/v1/models/${version}/shadow`, { days: 2, reason: 'two days' });
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    expect(await home.records.shadows.current()).toBeUndefined();
  });
});

describe('before a promotion', () => {
  it('the impact on current customers is seen, and nothing is recorded', async () => {
    expect(await json(`/v1/models/${second}/impact`)).toMatchObject({
      blastRadius: null,
      remark: expect.stringMatching(/No customer/),
    });
    await score();
    const impact = await json(`/v1/models/${second}/impact`);
    expect(impact).toMatchObject({
      champion: championVersion,
      blastRadius: { customers: 9, compared: 9 },
      remark: null,
    });
    expect((await home.records.customers.get('c1'))?.history).toHaveLength(1);
  });

  it('what cannot be compared is said', async () => {
    await score();
    expect(await json(`/v1/models/${foreign}/impact`)).toMatchObject({
      blastRadius: null,
      remark: expect.stringMatching(/"gym"/),
    });
    expect(await json(`/v1/models/${championVersion}/impact`)).toMatchObject({
      blastRadius: null,
      remark: expect.stringMatching(/is the champion/),
    });
  });
});

const decision = (code: 'CHK004' | 'CHK008'): GateDecision => ({
  promote: false,
  reason: 'Not surely better.',
  challenger: second,
  champion: championVersion,
  decidedAt: '2026-11-08T01:00:00.000Z',
  checks: [{ code, passed: false, detail: 'It is not.', figures: {} }],
  testRows: { customers: 900, leavers: 120 },
  gains: { rocAuc: { value: 0.01, low: -0.01, high: 0.03 }, brier: { value: 0, low: -0.01, high: 0.01 } },
  blastRadius: null,
  policy: usualGatePolicy,
  seed: 1,
});

describe('a model that the gate turned away', () => {
  it('is promoted as an override, which the audit log names', async () => {
    await keepDecision(home.objects, decision('CHK004'));
    const response = await home.post(`/v1/models/${second}/promote`, { reason: 'we know why' });
    expect(await response.json()).toMatchObject({ version: second, reason: 'we know why (override of CHK004)' });
    expect((await home.records.audit.list({ limit: 1 })).items).toMatchObject([{ action: 'override', by: 'local' }]);
  });

  it('is never promoted where golden rows failed', async () => {
    await keepDecision(home.objects, decision('CHK008'));
    const response = await home.post(`/v1/models/${second}/promote`, { reason: 'we know why' });
    expect([response.status, await response.json()]).toMatchObject([409, { code: 'gate-forbids' }]);
    expect((await home.records.models.champion())?.version).toBe(championVersion);
  });

  it('is compared with the champion on the rows that the gate held both against, in either order', async () => {
    await keepDecision(home.objects, decision('CHK004'));
    for (const path of [`${second}/compare/${championVersion}`, `${championVersion}/compare/${second}`]) {
      expect(await json(`/v1/models/${path}`)).toMatchObject({
        sameRows: { challenger: second, testRows: { customers: 900 }, gains: { rocAuc: { value: 0.01 } } },
      });
    }
    expect(await json(`/v1/models/${second}/compare/${foreign}`)).toMatchObject({
      sameRows: null,
      sameCustomers: null,
    });
  });
});
