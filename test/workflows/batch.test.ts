import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { batchTasks } from '../../core/batch/batch-tasks.ts';
import { FileChanged } from '../../core/batch/file-changed.ts';
import { DomainError } from '../../core/errors.ts';
import { parquetNote } from '../../core/parquet/is-parquet.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { parquetOfCsv } from '../support/parquet-of-csv.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { workflowText } from '../support/workflow-file.ts';
import { type BatchHome, customersCsv, dropOf, openBatchHome, recordingBy, runBatch, textUnder } from './batch-run.ts';

const noChampion = () => Promise.reject(new DomainError('no-champion', 'No model has been promoted yet.'));

const idsIn = (scores = ''): string[] =>
  scores
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',', 1)[0] ?? '');

describe('the batch workflow, interpreted from its file', () => {
  let home: BatchHome;
  beforeEach(async () => {
    home = await openBatchHome();
  });
  afterEach(() => home.records.close());

  it('has a task for every use case, and no other', () => {
    const tasks = [...workflowText('batch').matchAll(/function:(\w+)Function"/g)].map(([, name]) => name ?? '');
    expect(tasks.toSorted()).toEqual(Object.keys(batchTasks(home.ports)).toSorted());
  });

  it('scores in shards what it scores as a whole, also from gzip', async () => {
    const csv = customersCsv(500, 50);
    const plain = await dropOf(home.objects, 'plain', csv);
    const packed = await dropOf(home.objects, 'packed', gzipSync(csv));
    await runBatch(home, plain, { shards: 1 });
    await runBatch(home, packed, { shards: 7 });
    for (const file of ['scores.csv', 'quarantine.jsonl']) {
      const whole = await textUnder(home.objects, `drops/plain/${file}`);
      expect(whole).toBeDefined();
      expect(await textUnder(home.objects, `drops/packed/${file}`)).toBe(whole);
    }
    const counts = async (id: string) => {
      const receipt = await home.records.drops.get(id);
      return [receipt?.state, receipt?.rowsAccepted, receipt?.tierCounts, receipt?.warnings];
    };
    expect(await counts('packed')).toEqual(await counts('plain'));
  });

  it('scores Parquet as the CSV that it stands for, and sets bad rows aside under the same lines', async () => {
    const csv = customersCsv(500, 50).replaceAll('"basic\n"', 'basic');
    await runBatch(home, await dropOf(home.objects, 'plain', csv), { shards: 3 });
    await runBatch(home, await dropOf(home.objects, 'columns', parquetOfCsv(csv)), { shards: 7 });
    for (const file of ['scores.csv', 'quarantine.jsonl']) {
      const whole = await textUnder(home.objects, `drops/plain/${file}`);
      expect(whole).toBeDefined();
      expect(await textUnder(home.objects, `drops/columns/${file}`)).toBe(whole);
    }
    const [plain, columns] = [await home.records.drops.get('plain'), await home.records.drops.get('columns')];
    expect(columns).toMatchObject({ state: 'done', rowsAccepted: 490, rowsQuarantined: 10 });
    expect(columns?.quarantineSample).toEqual(plain?.quarantineSample);
    expect(columns?.warnings).toEqual([parquetNote, ...(plain?.warnings ?? [])]);
    expect(await home.objects.list('drops/columns/batch/')).toEqual([]);
  });

  it.each([
    ['cut Parquet', parquetOfCsv(customersCsv(500)).subarray(0, 3_000)],
    ['cut gzip', gzipSync(customersCsv(500)).subarray(0, 1_000)],
  ])('refuses %s with a receipt', async (name, bytes) => {
    await runBatch(home, await dropOf(home.objects, 'bad', bytes), { shards: 3 });
    expect(await home.records.drops.get('bad')).toMatchObject({
      state: 'failed',
      failure: { code: 'unreadable-file', detail: expect.stringMatching(name.endsWith('gzip') ? /gzip/ : /Parquet/) },
    });
  });

  it('records on the drop what nobody foresaw, tells of it, and goes on when started again', async () => {
    const drop = await dropOf(home.objects, 'drop-2', customersCsv(100));
    const broken = recordingBy(home.ports, () => Promise.reject(new Error('secret detail')));
    await expect(runBatch(home, drop, { shards: 3 }, broken)).rejects.toThrow();
    const receipt = await home.records.drops.get('drop-2');
    expect(receipt).toMatchObject({ state: 'failed', failure: { code: 'unforeseen' } });
    expect(home.events).toMatchObject([{ type: 'DropRejected', dropId: 'drop-2', code: 'unforeseen' }]);
    expect(JSON.stringify([receipt, home.events])).not.toContain('secret');

    await runBatch(home, drop, { shards: 3 });
    expect(await home.records.drops.get('drop-2')).toMatchObject({ state: 'done', rowsAccepted: 100, failure: null });
    expect(home.events.at(-1)).toMatchObject({ type: 'BatchCompleted' });
  });

  it('says on the drop what it lacks where that was foreseen, and goes on when it is there', async () => {
    const drop = await dropOf(home.objects, 'drop-4', customersCsv(100));
    const early = { ...home.ports, models: { ...home.ports.models, champion: noChampion } };
    await expect(runBatch(home, drop, { shards: 3 }, early)).rejects.toThrow();
    const failure = { code: 'no-champion', detail: 'No model has been promoted yet.' };
    expect(await home.records.drops.get('drop-4')).toMatchObject({ state: 'failed', failure });
    expect(home.events).toMatchObject([{ type: 'DropRejected', dropId: 'drop-4', ...failure }]);

    await runBatch(home, drop, { shards: 3 });
    expect(await home.records.drops.get('drop-4')).toMatchObject({ state: 'done', rowsAccepted: 100, failure: null });
  });

  it.each([
    ['foreign', '%PDF-1.7 not a table', /PDF/],
    ['damaged', gzipSync(customersCsv(500)).subarray(0, 900), /damaged or cut off/],
    ['hopeless', customersCsv(30, 1), /Not one of the 30 rows/],
  ])('rejects a %s file on its receipt, once', async (dropId, content, words) => {
    const drop = await dropOf(home.objects, dropId, content);
    await runBatch(home, drop, { shards: 4 });
    const receipt = await home.records.drops.get(dropId);
    expect(receipt).toMatchObject({ state: 'failed', failure: { code: 'unreadable-file' }, outputFile: null });
    expect(receipt?.failure?.detail).toMatch(words);
    await runBatch(home, drop, { shards: 4 });
    expect(await home.records.drops.get(dropId)).toEqual(receipt);
    expect(new Set(home.events.map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('leaves a labelled file to training, and says so', async () => {
    const drop = await dropOf(home.objects, 'labelled', customersCsv(50).replaceAll(',,', ',Yes,'));
    await runBatch(home, drop, { shards: 4 });
    expect(await home.records.drops.get('labelled')).toMatchObject({ kind: 'training', state: 'received' });
    expect(home.events).toMatchObject([{ type: 'TrainingDropReceived', dropId: 'labelled' }]);
    expect(await home.records.customers.get('c1')).toBeUndefined();
  });

  it('does not score a file that was changed between planning and scoring', async () => {
    const drop = await dropOf(home.objects, 'changed', customersCsv(100));
    const tasks = batchTasks(home.ports, { maxShards: 2, rowsPerMark: 1 });
    const { shards } = await tasks.PlanShards(drop);
    await dropOf(home.objects, 'changed', customersCsv(99));
    await expect(tasks.ScoreShard(shards[1])).rejects.toMatchObject({ name: 'FileChanged' });
    expect((await tasks.PlanShards(drop)).shards).toHaveLength(2); // planned anew
    for (const shard of shards) await tasks.ScoreShard(shard);
    expect(await tasks.Summarise(drop)).toEqual({ state: 'done' });
    expect(await home.records.drops.get('changed')).toMatchObject({ rowsIn: 99 });
  });

  it('times out a shard that hangs, and scores it at the next attempt', async () => {
    const drop = await dropOf(home.objects, 'hanging', customersCsv(90));
    let calls = 0;
    const hanging = Promise.withResolvers<never>();
    const hangingOnce = recordingBy(home.ports, async () => {
      calls += 1;
      if (calls === 2) await hanging.promise;
    });
    await runBatch(home, drop, { shards: 3, timeoutSeconds: 1 }, hangingOnce);
    expect(await home.records.drops.get('hanging')).toMatchObject({ state: 'done', rowsAccepted: 90 });
    const steps = (await home.records.runs.get('run-hanging'))?.steps.filter(({ name }) => name === 'ScoreShard') ?? [];
    expect(steps.map(({ error }) => error)).toContain('States.Timeout');
    expect(steps.filter(({ state }) => state === 'done')).toHaveLength(3);
    expect(idsIn(await textUnder(home.objects, 'drops/hanging/scores.csv'))).toHaveLength(90);
    hanging.reject(new Error('let go of the files'));
  }, 20_000);

  it('leaves a drop done that a slow duplicate has planned once more meanwhile', async () => {
    const drop = await dropOf(home.objects, 'twice', customersCsv(60));
    let faster: Promise<unknown> | undefined;
    const { objects } = home.ports;
    const slowPlan = {
      ...objects,
      put: async (...put: Parameters<typeof objects.put>) => {
        const done = await objects.put(...put);
        if (put[0].endsWith('plan.json')) await (faster ??= runBatch(home, drop, { shards: 2 }));
        return done;
      },
      read: objects.read.bind(objects),
      size: objects.size.bind(objects),
      list: objects.list.bind(objects),
      remove: objects.remove.bind(objects),
    };
    const late = batchTasks({ ...home.ports, objects: slowPlan }, { maxShards: 2, rowsPerMark: 1 });
    expect(await late.PlanShards(drop)).toEqual({ kind: 'already-done', shards: [] });
    expect(await home.records.drops.get('twice')).toMatchObject({ state: 'done', rowsAccepted: 60 });
    expect(await home.objects.list('drops/twice/batch/')).toEqual([]);
  });

  it('leaves a drop failed that failed while a slow duplicate planned it', async () => {
    const drop = await dropOf(home.objects, 'slow', customersCsv(30));
    const tasks = batchTasks(home.ports, { maxShards: 2, rowsPerMark: 1 });
    const { drops } = home.records;
    const overtaken = {
      ...home.ports,
      models: {
        ...home.ports.models,
        champion: async () => {
          await tasks.RecordFailure(drop); // the other execution gives up
          return home.ports.models.champion();
        },
      },
    };
    const late = batchTasks(overtaken, { maxShards: 2, rowsPerMark: 1 });
    expect(await late.PlanShards(drop)).toEqual({ kind: 'rejected', shards: [] });
    expect(await drops.get('slow')).toMatchObject({ state: 'failed', failure: { code: 'unforeseen' } });
  });

  it('gives up a file that changes whenever it is looked at, after twenty plans, and says so on the drop', async () => {
    const drop = await dropOf(home.objects, 'restless', customersCsv(40));
    let rows = 40;
    const changing = recordingBy(home.ports, async () => {
      rows -= 1;
      await dropOf(home.objects, 'restless', customersCsv(rows));
    });
    await expect(runBatch(home, drop, { shards: 1 }, changing)).rejects.toThrow();
    expect(await home.records.drops.get('restless')).toMatchObject({
      state: 'failed',
      failure: { code: 'unforeseen' },
    });
    const steps = (await home.records.runs.get('run-restless'))?.steps ?? [];
    expect(steps.filter(({ name }) => name === 'PlanShards')).toHaveLength(21);
  });

  it('goes on with the other shards where one finds the file changed, and plans it anew then', async () => {
    const drop = await dropOf(home.objects, 'once', customersCsv(60));
    let calls = 0;
    const changedOnce = recordingBy(home.ports, async () => {
      calls += 1;
      if (calls === 1) throw new FileChanged('once');
    });
    await runBatch(home, drop, { shards: 3 }, changedOnce);
    expect(await home.records.drops.get('once')).toMatchObject({ state: 'done', rowsAccepted: 60 });
    const steps = (await home.records.runs.get('run-once'))?.steps ?? [];
    const errorsOf = (task: string) => steps.filter(({ name }) => name === task).map(({ error }) => error);
    expect(errorsOf('ScoreShard').filter((error) => error === 'FileChanged')).toHaveLength(1);
    expect(errorsOf('Summarise')).toEqual(['FileChanged', undefined]);
    expect(errorsOf('ScoreDrop')).toEqual([undefined]); // neither the Map nor the branch has failed
  });

  it('counts a shard as done only once its rows outlast a loss of power', async () => {
    const drop = await dropOf(home.objects, 'safe', customersCsv(200));
    const told: string[] = [];
    const ports = recordingBy(home.ports, async () => void told.push('rows'));
    const { customers } = ports.records;
    const flush = async (): Promise<void> => {
      await customers.flush();
      told.push('flushed');
    };
    const put: ObjectStore['put'] = async (key, content, options) => {
      if (key.endsWith('.json') && !key.endsWith('plan.json')) told.push('done');
      return home.objects.put(key, content, options);
    };
    const watched: typeof ports = {
      ...ports,
      records: { ...ports.records, customers: { ...customers, flush } },
      objects: {
        put,
        read: home.objects.read.bind(home.objects),
        size: home.objects.size.bind(home.objects),
        list: home.objects.list.bind(home.objects),
        remove: home.objects.remove.bind(home.objects),
      },
    };
    const tasks = batchTasks(watched, { maxShards: 2, rowsPerMark: 1 });
    const { shards } = await tasks.PlanShards(drop);
    told.length = 0;
    for (const shard of shards) {
      await tasks.ScoreShard(shard);
      expect(told.splice(0).join(' ')).toMatch(/^(rows )+flushed done$/);
    }
  });

  it('refuses to finish before every shard is done', async () => {
    const drop = await dropOf(home.objects, 'early', customersCsv(100));
    const tasks = batchTasks(home.ports, { maxShards: 2, rowsPerMark: 1 });
    const { shards } = await tasks.PlanShards(drop);
    await tasks.ScoreShard(shards[0]);
    await expect(tasks.Summarise(drop)).rejects.toMatchObject({ name: 'FileChanged' });
  });
});

it('goes on in another process, over the same files', async () => {
  const folder = temporaryFolder();
  const first = await openBatchHome(folder);
  const drop = await dropOf(first.objects, 'drop-3', customersCsv(60));
  const tasks = batchTasks(first.ports, { maxShards: 3, rowsPerMark: 1 });
  const { shards } = await tasks.PlanShards(drop);
  await tasks.ScoreShard(shards[1]);
  first.records.close();
  const second = await openBatchHome(folder);
  await runBatch(second, drop, { shards: 8 }); // the plan stays as it was made
  expect(idsIn(await textUnder(second.objects, 'drops/drop-3/scores.csv'))).toHaveLength(60);
  second.records.close();
});
