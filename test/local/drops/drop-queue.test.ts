import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import { listQueued, type QueuedDrop } from '../../../core/intake/queued-drop.ts';
import type { Receipt } from '../../../core/intake/receipt.ts';
import { retryDrop } from '../../../core/intake/retry-drop.ts';
import { DropQueue } from '../../../local/drops/drop-queue.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { aPointer } from '../../contracts/examples.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { customersCsv } from '../../workflows/batch-run.ts';
import { hindered } from '../support/hindered-home.ts';

const version = '20260101T000000Z-aaaaaaaa';
const training = { trials: 1, budgetSeconds: 1, families: [], seed: 1 };
const full = new DomainError('storage-full', 'No space is left.');

let home: Home;
let queues: DropQueue[];
let finished: [receipt: Receipt, bug: Error | undefined][];

beforeEach(async () => {
  home = await openHome(temporaryFolder(), { create: true });
  await installTestModel(home, version);
  await promoteFirst(home, version);
  queues = [];
  finished = [];
});
afterEach(async () => {
  for (const queue of queues) await queue.stop();
  home.close();
});

async function startQueue(on: Home = home): Promise<DropQueue> {
  const queue = new DropQueue({
    home: on,
    training,
    reporter: { show: () => undefined, say: () => undefined },
    onFinished: (receipt, bug) => finished.push([receipt, bug]),
    onRecordFailure: () => undefined,
    cut: { maxShards: 6, rowsPerMark: 100 },
  });
  queues.push(queue);
  await queue.start();
  return queue;
}

function dropOf(content: string, dropId = 'd1'): QueuedDrop {
  const folder = join(home.paths.files, 'drops', dropId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'original'), content);
  const receivedAt = '2026-06-01T00:00:00.000Z';
  const about = { fileName: 'customers.csv', sizeBytes: content.length, sha256: null };
  return { dropId, objectKey: `drops/${dropId}/original`, receivedAt, ...about };
}

async function runStates(): Promise<string[]> {
  return (await home.records.runs.list({ limit: 20 })).items.map(({ state }) => state).toReversed();
}

async function expectEachOnce(rows: number): Promise<void> {
  const parts: Uint8Array[] = [];
  for await (const chunk of (await home.objects.read('drops/d1/scores.csv')) ?? []) parts.push(chunk);
  const ids = Buffer.concat(parts)
    .toString()
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',', 1)[0] ?? '');
  expect([ids.length, new Set(ids).size]).toEqual([rows, rows]);
  const records = await home.records.customers.getMany(ids.slice(0, 200));
  expect(new Set(records.map((record) => record?.history.length))).toEqual(new Set([1]));
}

describe('the queue of drops', () => {
  it('scores a drop in shards, and its receipt and run say all of it', async () => {
    const csv = customersCsv(900, 300);
    const queue = await startQueue();
    const first = await queue.submit(dropOf(csv));
    expect(first).toMatchObject({ state: 'received', profile: '' });
    await queue.idle();
    const sha256 = createHash('sha256').update(csv).digest('hex');
    const counts = { rowsIn: 900, rowsAccepted: 897, rowsQuarantined: 3 };
    const expected = {
      state: 'done',
      kind: 'scoring',
      modelVersion: version,
      sha256,
      sizeBytes: csv.length,
      ...counts,
    };
    expect(finished).toEqual([[expect.objectContaining(expected), undefined]]);
    expect(finished[0]?.[0].quarantineSample.map(({ line }) => line)).toHaveLength(3);
    expect(await listQueued(home.objects)).toEqual([]);
    await expectEachOnce(897);
    const [run] = (await home.records.runs.list({ limit: 5 })).items;
    expect(run).toMatchObject({ kind: 'batch', state: 'done', dropId: 'd1', modelVersion: version });
    expect(run?.steps.find(({ name }) => name === 'PlanShards')).toMatchObject({ detail: '6 shards', state: 'done' });
    expect(run?.steps.filter(({ name }) => name === 'ScoreShard')).toHaveLength(6);
  });

  it('does a drop once, however often it is handed in', async () => {
    const queue = await startQueue();
    const drop = dropOf(customersCsv(300));
    await Promise.all([queue.submit(drop), queue.submit(drop)]);
    await queue.submit(drop);
    await queue.idle();
    const done = finished.at(-1)?.[0];
    expect(await queue.submit(drop)).toEqual(done);
    await queue.idle();
    expect(await home.records.drops.get('d1')).toEqual(done);
    expect(await runStates()).toEqual(['done']);
    await expectEachOnce(300);
  });

  it('stops within a slice of rows; the next process goes on at the shards that are not done', async () => {
    let slices = 0;
    let queue: DropQueue | undefined;
    const stopping = hindered(home, {
      putScores: () => {
        slices += 1;
        if (slices === 4) void queue?.stop();
      },
    });
    queue = await startQueue(stopping);
    await queue.submit(dropOf(customersCsv(900)));
    await queue.idle();
    expect(slices).toBe(4);
    expect(await home.records.drops.get('d1')).toMatchObject({ state: 'working' });
    let rest = 0;
    const next = await startQueue(hindered(home, { putScores: () => (rest += 1) }));
    await next.idle();
    const goesOfRest = rest;
    expect(await runStates()).toEqual(['interrupted', 'done']);
    expect(finished.map(([{ state }]) => state)).toEqual(['done']);
    await expectEachOnce(900);
    rest = 0;
    await next.submit(dropOf(customersCsv(900), 'd2'));
    await next.idle();
    expect(goesOfRest).toBeLessThan(rest); // shards that were done are not done again
  });

  it('says on the receipt that the disk is full, and goes on when the drop is handed in again', async () => {
    let room = 3;
    const queue = await startQueue(
      hindered(home, {
        putScores: () => {
          room -= 1;
          if (room < 0) throw full;
        },
      }),
    );
    const drop = dropOf(customersCsv(900));
    await queue.submit(drop);
    await queue.idle();
    expect(finished).toMatchObject([[{ state: 'failed', failure: { code: 'storage-full' } }, undefined]]);
    room = Number.POSITIVE_INFINITY;
    await queue.submit(drop);
    await queue.idle();
    expect(finished.at(-1)).toMatchObject([{ state: 'done', rowsAccepted: 900, failure: null }, undefined]);
    await expectEachOnce(900);
  });

  it('takes a drop up again whose failure could not even be written down', async () => {
    let isFull = false;
    const hinder = (): void => {
      if (isFull) throw full;
    };
    const queue = await startQueue(hindered(home, { putScores: () => hinder(), putReceipt: hinder }));
    const drop = dropOf(customersCsv(300));
    await queue.submit(drop);
    isFull = true;
    await queue.idle();
    expect(finished).toMatchObject([[{ state: 'received' }, full]]);
    expect(await listQueued(home.objects)).toEqual([drop]);
    isFull = false;
    await (await startQueue()).idle();
    expect(finished.at(-1)).toMatchObject([{ state: 'done' }, undefined]);
    await expectEachOnce(300);
  });

  it('hands over what nobody foresaw, without telling of it, and goes on when asked to', async () => {
    let broken = true;
    const bug = new TypeError('a secret stands here');
    const queue = await startQueue(
      hindered(home, {
        putScores: () => {
          if (broken) throw bug;
        },
      }),
    );
    await queue.submit(dropOf(customersCsv(300)));
    await queue.idle();
    expect(finished).toMatchObject([[{ state: 'failed', failure: { code: 'unforeseen' } }, bug]]);
    const kept = [await home.records.drops.get('d1'), await home.records.runs.list({ limit: 5 })];
    expect(JSON.stringify(kept)).not.toContain('secret');
    broken = false;
    await retryDrop('d1', { ...home, queueDrop: (again) => queue.submit(again) });
    await queue.idle();
    expect(await runStates()).toEqual(['failed', 'done']);
    await expectEachOnce(300);
  });

  it('finishes a drop with the model that it was begun with', async () => {
    let queue: DropQueue | undefined;
    let slices = 0;
    const stopping = hindered(home, {
      putScores: () => {
        slices += 1;
        if (slices === 4) void queue?.stop();
      },
    });
    queue = await startQueue(stopping);
    await queue.submit(dropOf(customersCsv(900)));
    await queue.idle();
    const next = '20260202T000000Z-bbbbbbbb';
    await installTestModel(home, next);
    const before = await home.records.models.champion();
    await home.records.models.moveChampion(before, aPointer({ version: next }));
    await home.champion.refresh();
    await (await startQueue()).idle();
    expect(finished.at(-1)?.[0]).toMatchObject({ state: 'done', modelVersion: version, rowsAccepted: 900 });
    expect((await home.records.customers.get('c900'))?.latest.modelVersion).toBe(version);
  });

  it('marks the runs of a process that was killed', async () => {
    const { runs } = home.records;
    const run = { runId: 'run-killed', dropId: 'd1', startedAt: '2026-06-01T00:00:00.000Z', modelVersion: null };
    const running = { ...run, state: 'running' as const, finishedAt: null, failure: null };
    const step = { name: 'ScoreShard', state: 'running' as const, seconds: 0 };
    await runs.put({ ...running, kind: 'batch', steps: [step] });
    await runs.put({ ...running, runId: 'run-other', kind: 'training', steps: [] });
    await startQueue();
    expect(await runs.get('run-killed')).toMatchObject({ state: 'interrupted', steps: [{ state: 'interrupted' }] });
    expect(await runs.get('run-other')).toMatchObject({ state: 'running' }); // a command of its own may be training
  });

  it('shows the rows of a drop to the model that scores silently, which counts them and records none', async () => {
    const silent = '20260102T000000Z-bbbbbbbb';
    await installTestModel(home, silent, { ensemble: 'linear' });
    const now = home.clock.now().getTime();
    const [since, until] = [new Date(now).toISOString(), new Date(now + 86_400_000).toISOString()];
    await home.records.shadows.set(undefined, { version: silent, since, until, by: 'ana', reason: 'a day' });
    const queue = await startQueue();
    await queue.submit(dropOf(customersCsv(900, 300)));
    await queue.idle();
    const tallies = await home.records.shadows.tallies(silent);
    expect(tallies.map(({ champion }) => champion)).toEqual(tallies.map(() => version));
    const sum = (count: (tally: (typeof tallies)[number]) => number): number =>
      tallies.reduce((total, tally) => total + count(tally), 0);
    expect([sum(({ compared }) => compared), sum(({ missed }) => missed)]).toEqual([897, 0]);
    expect(sum(({ changeMillionths }) => changeMillionths)).toBeGreaterThan(0);
    const { items } = await home.records.customers.list({ segments: {}, sort: 'probability', limit: 200 });
    expect(items.length).toBeGreaterThan(0);
    const records = await home.records.customers.getMany(items.map(({ customerId }) => customerId));
    expect(new Set(records.map((record) => record?.latest.modelVersion))).toEqual(new Set([version]));
  });
});
