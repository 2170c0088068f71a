import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyModel } from '../../../core/lifecycle/copy-model.ts';
import { canBeOverridden } from '../../../core/lifecycle/gate/decide-promotion.ts';
import { readDecision, readLineage } from '../../../core/lifecycle/lineage.ts';
import { readObject } from '../../../core/lifecycle/stored-model.ts';
import { GoldenRows } from '../../../core/scoring/bundle.ts';
import { receiveFile } from '../../../local/drops/receive-file.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { chooseProfile } from '../../../local/training/choose-profile.ts';
import { trainModel } from '../../../local/training/train-model.ts';
import { withCode } from '../../support/with-code.ts';
import { gymMembers } from '../support/gym-members.ts';
import { temporaryFolder } from '../support/mainstay.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: Home;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'history.csv'), gymMembers({ members: 1_200, labelled: true }));
  home = await openHome(join(folder.path, 'home'), { create: true });
});
afterAll(async () => {
  home.close();
  await folder.clear();
});

async function train(inHome: Home) {
  const file = join(folder.path, 'history.csv');
  const { profile } = await chooseProfile(inHome.paths, file, undefined);
  const request = {
    drop: await receiveFile(inHome, file, profile.name),
    profile,
    settings: { families: ['logistic-regression'] as const, budgetSeconds: 5, trials: 1, seed: 1 },
    by: 'a test',
    reason: 'on-demand' as const,
    force: true,
    resumable: false,
  };
  const reporter = { show: () => undefined, say: () => undefined };
  const outcome = await trainModel(inHome, request, reporter, new AbortController().signal);
  if (outcome.skipped !== undefined) throw new Error(outcome.skipped);
  return outcome;
}

/** A home in which what the evaluation says of its first golden row is off by a hundredth. */
function withFalseGoldenRows(true_: Home): Home {
  const objects = new Proxy(true_.objects, {
    get: (target, name) => {
      if (name !== 'put') return Reflect.get(target, name).bind(target);
      const put: Home['objects']['put'] = async (key, content, options) => {
        const isNew = await target.put(key, content, options);
        if (!key.endsWith('/bundle/golden.json')) return isNew;
        const golden = GoldenRows.parse(JSON.parse(Buffer.from((await readObject(target, key)) ?? []).toString()));
        const [first, ...others] = golden.rows;
        if (!first) throw new Error('no golden rows');
        const probability = first.probability > 0.5 ? first.probability - 0.01 : first.probability + 0.01;
        return target.put(
          key,
          Buffer.from(JSON.stringify({ ...golden, rows: [{ ...first, probability }, ...others] })),
        );
      };
      return put;
    },
  });
  return { ...true_, objects };
}

/** A home in which a person promotes a model right after the gate has decided for the first time. */
function withPromotionAfterGate(true_: Home, version: string): Home {
  const objects = new Proxy(true_.objects, {
    get: (target, name) => {
      if (name !== 'put') return Reflect.get(target, name).bind(target);
      const put: Home['objects']['put'] = async (key, content, options) => {
        const isNew = await target.put(key, content, options);
        const { models } = true_.records;
        if (key.endsWith('/decision.json') && (await models.champion()) === undefined) {
          const since = true_.clock.now().toISOString();
          await models.moveChampion(undefined, { version, since, by: 'ana', reason: 'meanwhile' });
        }
        return isNew;
      };
      return put;
    },
  });
  return { ...true_, objects };
}

describe('trainModel', () => {
  it('never promotes a model whose golden rows the engine does not reproduce, and nobody can', async () => {
    const { decision, model, run } = await train(withFalseGoldenRows(home));
    expect(decision.promote).toBe(false);
    expect(decision.checks.filter(({ passed }) => !passed).map(({ code }) => code)).toEqual(['CHK008']);
    expect(canBeOverridden(decision)).toBe(false);
    expect(await readDecision(home.objects, model.version)).toEqual(decision);
    expect(await home.records.models.champion()).toBeUndefined();
    expect(run.steps.map(({ name }) => name)).toEqual(expect.arrayContaining(['Keep', 'Report']));
    expect(run.steps.map(({ name }) => name)).not.toContain('Promote');
    await expect(home.loadModel(model.version)).rejects.toMatchObject(withCode('invalid-bundle'));
  }, 60_000);

  it('holds champion and challenger against each other on the same rows, and leaves no customer in the run', async () => {
    const first = await train(home);
    expect(first.decision).toMatchObject({ promote: true, champion: null, testRows: null });
    expect(await readLineage(home.objects, first.model.version)).toMatchObject({
      runId: first.run.runId,
      parts: [{ rows: 1_200 }],
      families: ['logistic-regression'],
      seed: 1,
    });
    const second = await train(home);
    expect(second.decision).toMatchObject({ promote: false, champion: first.model.version });
    expect(second.decision.testRows).toEqual({
      customers: second.metrics.split.testCustomers,
      leavers: second.metrics.split.testLeavers,
      seenByChampion: 0,
    });
    expect(second.decision.gains?.rocAuc).toEqual({ value: 0, low: 0, high: 0 }); // equal data and settings
    const left = (await home.objects.list(`runs/${second.run.runId}/`)).map((key) => key.split('/')[2]);
    expect(new Set(left)).toEqual(new Set(['order.json', 'results']));
  }, 60_000);

  it('looks again where another model has become the champion since the gate has decided', async () => {
    const first = (await home.records.models.champion())?.version ?? '';
    const other = await openHome(join(folder.path, 'other'), { create: true });
    await copyModel(
      first,
      { models: home.records.models, objects: home.objects },
      { models: other.records.models, objects: other.objects },
    );
    const { decision, model, run } = await train(withPromotionAfterGate(other, first));
    expect(decision).toMatchObject({ promote: false, champion: first, gains: { rocAuc: { value: 0 } } });
    expect(await readDecision(other.objects, model.version)).toEqual(decision);
    expect(await other.records.models.champion()).toMatchObject({ version: first, by: 'ana' });
    const after = run.steps.slice(run.steps.findIndex(({ name }) => name === 'Gate'));
    expect(after.map(({ name, state, error }) => [name, state, error]).filter(([, , error]) => error)).toEqual([
      ['Promote', 'failed', 'ChampionChanged'],
    ]);
    expect(after.map(({ name }) => name).join(' ')).toBe('Gate IsBetter Promote Gate IsBetter Keep Report Notify');
    expect((await other.records.audit.list({ limit: 10 })).items).toEqual([]);
    other.close();
  }, 60_000);
});
