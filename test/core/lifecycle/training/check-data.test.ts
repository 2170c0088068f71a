import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { putDocument } from '../../../../core/batch/batch-plan.ts';
import { type CheckDataPorts, checkData } from '../../../../core/lifecycle/training/check-data.ts';
import { runKeys } from '../../../../core/lifecycle/training/run-files.ts';
import { TrainingOrder } from '../../../../core/lifecycle/training/training-order.ts';
import { eraseFromParts } from '../../../../core/lifecycle/training-data/erase-from-parts.ts';
import { referenceOf } from '../../../../core/lifecycle/training-data/part-manifest.ts';
import { listParts } from '../../../../core/lifecycle/training-data/parts.ts';
import { readRunData, rememberRun } from '../../../../core/lifecycle/training-data/run-data.ts';
import { releaseLease } from '../../../../core/lifecycle/training-data/training-lease.ts';
import { withCode } from '../../../support/with-code.ts';
import { madeProfile } from '../../profile/made-profile.ts';
import { csv, customers, line, openDataHome, textUnder } from '../training-data/labelled.ts';

const profile = madeProfile();
let home: Awaited<ReturnType<typeof openDataHome>>;
let ports: CheckDataPorts;
beforeEach(async () => {
  home = await openDataHome();
  ports = home;
});
afterEach(() => home.records.close());

const resources = {
  processing: { volumeGb: 30, maxRuntimeSeconds: 3600 },
  training: { instanceCount: 1, volumeGb: 30, spot: false, stoppingCondition: { MaxRuntimeInSeconds: 3600 } },
};
const settings = { families: ['xgboost'], budgetSeconds: 5, trials: null, seed: 20, force: false, resources };

async function check(runId: string, changes: Partial<TrainingOrder> = {}) {
  const asked = { runId, profile: 'made', by: 'ana', reason: 'scheduled', dropId: null, ...settings, ...changes };
  await putDocument(home.objects, runKeys.profile(runId), profile);
  return checkData(TrainingOrder.parse(asked), ports);
}

/** As Notify does. */
async function end(runId: string): Promise<void> {
  await rememberRun(runId, home.objects);
  await releaseLease(runId, home.objects);
}

const rowsOf = async (runId: string): Promise<string[]> =>
  (await textUnder(runKeys.checked(runId), home.objects)).trimEnd().split('\n').slice(1);

async function firstRun(): Promise<void> {
  await home.drop('d1', customers(900, '2026-01-01'));
  expect(await check('run-1', { dropId: 'd1', reason: 'drop' })).toMatchObject({ kind: 'ready' });
  await end('run-1');
}

describe('checkData', () => {
  it('makes a part of a drop and writes the rows of all parts', async () => {
    await home.drop('d1', customers(900, '2026-01-01') + line('bad', 'never'));
    expect(await check('run-1', { dropId: 'd1', reason: 'drop' })).toEqual({
      kind: 'ready',
      previous: null,
      leavers: 300,
      stayers: 600,
      trials: [null],
      quality: {
        rowsIn: 901,
        rowsAccepted: 900,
        rowsQuarantined: 1,
        warnings: ['1 column is not in the profile: done. It was left out.'],
        quarantineByReason: [{ reason: 'invalid-value', rows: 1 }],
      },
    });
    await end('run-1');
    await home.drop('d2', customers(30, '2026-02-01'), '2026-11-21T10:00:00.000Z');
    expect(await check('run-2', { dropId: 'd2', reason: 'drop' })).toMatchObject({ kind: 'ready', leavers: 310 });
    expect(await rowsOf('run-2')).toHaveLength(930);
    const parts = await listParts(home.objects, 'made');
    expect(await readRunData('run-2', home.objects)).toMatchObject({
      parts: parts.map((part) => ({ ...referenceOf(part), rows: part.rows })),
      newParts: [parts[1]?.partId],
    });
    expect(await home.records.drops.get('d1')).toMatchObject({
      kind: 'training',
      rowsAccepted: 900,
      rowsQuarantined: 1,
    });
  });

  it('has too little to learn from until enough has come in', async () => {
    await home.drop('d1', customers(300, '2026-01-01'));
    await expect(check('run-1', { dropId: 'd1' })).rejects.toThrow(withCode('not-enough-data'));
    await releaseLease('run-1', home.objects);
    await home.drop('d2', customers(600, '2026-02-01', 'n'), '2026-11-21T10:00:00.000Z');
    expect(await check('run-2', { dropId: 'd2' })).toMatchObject({ kind: 'ready', leavers: 300 });
  });

  it('skips where nothing new came in, unless forced', async () => {
    await firstRun();
    const nothing = { kind: 'skipped', reason: 'Nothing new came in since run run-1: 1 part with 900 rows.' };
    expect(await check('run-2')).toEqual(nothing);
    await end('run-2');
    await home.drop('again', customers(900, '2026-01-01'));
    expect(await check('run-3', { dropId: 'again', reason: 'drop' })).toEqual(nothing);
    await end('run-3');
    expect(await check('run-4', { force: true })).toMatchObject({ kind: 'ready' });
  });

  it('counts erased rows as something new', async () => {
    await firstRun();
    await eraseFromParts('c0', home);
    expect(await check('run-2')).toMatchObject({ kind: 'ready', leavers: 299 });
  });

  it('skips while another run is under way, and keeps the drop for the next', async () => {
    await home.drop('d1', customers(900, '2026-01-01'));
    await check('run-1', { dropId: 'd1' });
    await home.drop('d2', customers(30, '2026-02-01'), '2026-11-21T10:00:00.000Z');
    const answer = await check('run-2', { dropId: 'd2' });
    expect(answer).toEqual({ kind: 'skipped', reason: 'Run run-1 has been under way since 2026-11-22T10:00:00.000Z.' });
    await releaseLease('run-2', home.objects); // not its own: nothing happens
    expect(await check('run-3')).toMatchObject({ kind: 'skipped' });
    await end('run-1');
    expect(await check('run-4')).toMatchObject({ kind: 'ready', leavers: 310 });
  });

  it('goes on with the same run, and takes over from one that was killed or is out of time', async () => {
    await home.drop('d1', customers(900, '2026-01-01'));
    await check('run-1', { dropId: 'd1' });
    expect(await check('run-1', { dropId: 'd1' })).toMatchObject({ kind: 'ready' });
    const record = { kind: 'training', startedAt: '2026-11-22T10:00:00.000Z', finishedAt: null } as const;
    const rest = { modelVersion: null, dropId: null, steps: [], failure: null };
    await home.records.runs.put({ runId: 'run-1', ...record, ...rest, state: 'running' });
    expect(await check('run-2')).toMatchObject({ kind: 'skipped' });
    await home.records.runs.put({ runId: 'run-1', ...record, ...rest, state: 'interrupted' });
    expect(await check('run-3')).toMatchObject({ kind: 'ready' });
    expect(await check('run-4')).toMatchObject({ kind: 'skipped' });
    home.time.now = new Date('2026-11-28T10:00:00Z');
    expect(await check('run-5')).toMatchObject({ kind: 'ready' });
  });

  it('lets one of many at once have its turn', async () => {
    await home.drop('d1', customers(900, '2026-01-01'));
    await check('run-0', { dropId: 'd1' });
    await releaseLease('run-0', home.objects);
    const answers = await Promise.all(['run-1', 'run-2', 'run-3', 'run-4'].map((runId) => check(runId)));
    expect(answers.filter(({ kind }) => kind === 'ready')).toHaveLength(1);
  });

  it('lets monitoring ask once a day', async () => {
    await firstRun();
    await home.drop('d2', customers(30, '2026-02-01'), '2026-11-21T10:00:00.000Z');
    home.time.now = new Date('2026-11-22T20:00:00Z');
    const tooSoon = { kind: 'skipped', reason: expect.stringMatching(/^The last run began at 2026-11-22T10/) };
    await check('run-0', { dropId: 'd2', reason: 'drift' }).then((answer) => expect(answer).toEqual(tooSoon));
    await end('run-0');
    home.time.now = new Date('2026-11-23T10:00:01Z'); // asking in vain does not put it off
    expect(await check('run-2', { reason: 'performance' })).toMatchObject({ kind: 'ready' });
  });

  it('repeats a run on the very parts it had, and says what was erased since', async () => {
    await firstRun();
    const before = await rowsOf('run-1');
    const parts = (await readRunData('run-1', home.objects))?.parts.map(({ partId, sha256 }) => ({ partId, sha256 }));
    await home.drop('d2', customers(30, '2026-02-01'), '2026-11-21T10:00:00.000Z');
    await check('run-2', { dropId: 'd2' });
    await end('run-2');
    await check('run-3', { parts });
    expect(await rowsOf('run-3')).toEqual(before);
    await end('run-3');
    await eraseFromParts('c7', home);
    const changed = await check('run-4', { parts });
    expect(changed).toMatchObject({ quality: { warnings: [expect.stringMatching(/^Customers were erased since/)] } });
    expect((await readRunData('run-4', home.objects))?.changedParts).toEqual(parts?.map(({ partId }) => partId));
  });

  it('says so where there is nothing at all', async () => {
    await expect(check('run-1')).rejects.toThrow(/no training data of profile "made"/);
    await releaseLease('run-1', home.objects);
    await home.drop('d1', csv(line('a', 'never')));
    await expect(check('run-2', { dropId: 'd1' })).rejects.toThrow('Not one row of the file could be used.');
  });
});
