import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { batchTasks } from '../../core/batch/batch-tasks.ts';
import { eraseFromDrops } from '../../core/intake/erase-from-drops.ts';
import type { QueuedDrop } from '../../core/intake/queued-drop.ts';
import { type BatchHome, customersCsv, dropOf, openBatchHome, recordingBy, runBatch, textUnder } from './batch-run.ts';

const rows = 240;

/** Erasing a customer while a drop that holds it is worked on: it must be nowhere, then and when the drop is done. */
describe.each([
  ['plain', (csv: string) => Buffer.from(csv)],
  ['gzip', (csv: string) => gzipSync(csv)],
])('erasing a customer of a %s drop', (_, pack) => {
  let home: BatchHome;
  let drop: QueuedDrop;
  beforeEach(async () => {
    home = await openBatchHome();
    drop = await dropOf(home.objects, 'd1', pack(customersCsv(rows, 100)));
    await runBatch(
      home,
      await dropOf(
        home.objects,
        'before',
        'id,left,fee,tickets,plan,joined,unused,seen\nc5,,9,1,basic,2025-01-01,,2026-01-01\n',
      ),
      { shards: 1 },
    );
  });
  afterEach(() => home.records.close());

  /** As the API does. */
  async function erase(customerId: string): Promise<void> {
    await eraseFromDrops(
      customerId,
      { id: { column: 'id' }, decimal: '.' },
      { drops: home.records.drops, objects: home.objects },
    );
    await home.records.customers.erase(customerId);
  }

  async function expectGone(customerId: string): Promise<void> {
    expect(await home.records.customers.get(customerId)).toBeUndefined();
    for (const key of await home.objects.list('drops/d1/batch/')) {
      expect([key, await textUnder(home.objects, key)]).not.toEqual([
        key,
        expect.stringMatching(`\\b${customerId}\\b`),
      ]);
    }
  }

  async function expectDoneWithout(customerId: string): Promise<void> {
    await expectGone(customerId);
    const accepted = rows - 2 - 1; // two rows are poisoned, one was erased
    expect(await home.records.drops.get('d1')).toMatchObject({ state: 'done', rowsAccepted: accepted, failure: null });
    const ids = (await textUnder(home.objects, 'drops/d1/scores.csv'))?.trimEnd().split('\n').slice(1) ?? [];
    expect(new Set(ids.map((line) => line.split(',', 1)[0])).size).toBe(accepted);
    expect(ids.some((line) => line.startsWith(`${customerId},`))).toBe(false);
    expect((await home.records.customers.get('c6'))?.history).toHaveLength(1);
    expect(await home.objects.list('drops/d1/batch/')).toEqual([]);
  }

  it('that failed half-way takes its parts away; it goes on without the customer', async () => {
    let slices = 0;
    const failing = recordingBy(home.ports, async () => {
      slices += 1;
      if (slices > 2) throw new Error('broken');
    });
    await expect(runBatch(home, drop, { shards: 8 }, failing)).rejects.toThrow();
    await erase('c5');
    await expectGone('c5');
    await runBatch(home, drop, { shards: 8 });
    await expectDoneWithout('c5');
  });

  it('between two shards has the rest planned anew', async () => {
    const tasks = batchTasks(home.ports, { maxShards: 4, rowsPerMark: 1 });
    const { shards } = await tasks.PlanShards(drop);
    await tasks.ScoreShard(shards[0]);
    await erase('c5');
    await expect(tasks.ScoreShard(shards[1])).rejects.toMatchObject({ name: 'FileChanged' });
    await expectGone('c5');
    await runBatch(home, drop, { shards: 4 });
    await expectDoneWithout('c5');
  });

  it.each(['c5', 'c239'])('in the middle of a shard keeps %s erased, and the run ends well', async (customerId) => {
    let erasing: Promise<void> | undefined;
    const slow = recordingBy(home.ports, async (customerIds) => {
      if (customerIds.includes(customerId)) await (erasing ??= erase(customerId)); // what is recorded now comes after it
    });
    await runBatch(home, drop, { shards: 3 }, slow);
    expect(erasing).toBeDefined();
    await expectDoneWithout(customerId);
    const steps = (await home.records.runs.get('run-d1'))?.steps ?? [];
    expect(steps.filter(({ name }) => name === 'PlanShards').length).toBeGreaterThan(1);
    expect(steps.find(({ error }) => error === 'FileChanged')?.name).toBe('ScoreShard');
  });

  it('never erases another customer, known before or not', async () => {
    const { customers } = home.records;
    let erasing: Promise<void> | undefined;
    const slow = recordingBy(home.ports, async () => {
      await (erasing ??= erase('c199'));
    });
    await runBatch(home, drop, { shards: 1 }, slow);
    await expectDoneWithout('c199');
    expect((await customers.get('c5'))?.history).toHaveLength(2);
  });
});
