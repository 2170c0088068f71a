import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MainstayEvent } from '../../../core/events.ts';
import type { QueuedDrop } from '../../../core/intake/queued-drop.ts';
import { type BatchWorld, batchWorld, dropIn, taskFiles, textIn } from '../../support/aws/batch-world.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';
import { customersCsv } from '../../workflows/batch-run.ts';

const version = '20261101T000000Z-0a1b2c3d';

let world: BatchWorld;
beforeAll(async () => {
  world = await batchWorld();
  await installTestModel(world, version);
  await promoteFirst(world, version);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.lines();
  world.bus.calls.length = 0;
});

const metricsIn = (lines: readonly Record<string, unknown>[]) => lines.filter((line) => '_aws' in line);

/** The task's input as the workflow hands it on: what came in, and what the tasks before have added. */
const stateOf = (drop: QueuedDrop, plan?: unknown) => ({ ...drop, ...(plan === undefined ? {} : { plan }) });

describe('the tasks of the batch workflow as functions', () => {
  it('take a drop from its plan to its announcement, each with the answer that the next one takes', async () => {
    const drop = await dropIn(world.objects, 'drop-1', customersCsv(60, 20));
    const plan = await world.invoke(taskFiles.PlanShards, stateOf(drop));
    expect(plan).toEqual({ kind: 'scoring', shards: [{ dropId: 'drop-1', shard: 0 }] });
    // A distributed Map starts an execution for each item of the array, with the item as it stands for input.
    expect(await world.invoke(taskFiles.ScoreShard, { dropId: 'drop-1', shard: 0 })).toEqual({
      dropId: 'drop-1',
      shard: 0,
    });
    expect(await world.invoke(taskFiles.Summarise, stateOf(drop, plan))).toEqual({ state: 'done' });
    world.lines();
    expect(await world.invoke(taskFiles.Announce, stateOf(drop, plan))).toBeNull();

    const receipt = await world.records.drops.get('drop-1');
    expect(receipt).toMatchObject({ state: 'done', rowsIn: 60, rowsAccepted: 57, rowsQuarantined: 3 });
    expect((await textIn(world.objects, 'drops/drop-1/scores.csv'))?.trimEnd().split('\n')).toHaveLength(58);
    expect(world.told().map((event) => MainstayEvent.parse(event))).toMatchObject([
      { type: 'BatchCompleted', dropId: 'drop-1', rowsAccepted: 57 },
    ]);
    const [entry] = world.bus.calls;
    expect(entry).toMatchObject({
      operation: 'PutEvents',
      input: { Entries: [{ EventBusName: 'mainstay', Source: 'mainstay', DetailType: 'BatchCompleted' }] },
    });
    const counted = { service: 'batch', stage: 'test', DropsDone: 1, RowsScored: 57, RowsQuarantined: 3 };
    expect(metricsIn(world.lines())).toContainEqual(expect.objectContaining(counted));
  });

  it('log what they did, by ids and nothing else', async () => {
    const drop = await dropIn(world.objects, 'drop-2', customersCsv(30, 10));
    await world.invoke(taskFiles.PlanShards, { ...drop, fileName: 'Jane Doe.csv' });
    await world.invoke(taskFiles.ScoreShard, { dropId: 'drop-2', shard: 0 });
    const lines = world.lines();
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'task-done',
        service: 'batch',
        task: 'ScoreShard',
        dropId: 'drop-2',
        shard: 0,
      }),
    );
    expect(JSON.stringify(lines)).not.toMatch(/Jane|poison|premium/);
  });

  it('end a file at fault on its receipt, without an error', async () => {
    const drop = await dropIn(world.objects, 'drop-3', '%PDF-1.7 no table');
    expect(await world.invoke(taskFiles.PlanShards, drop)).toEqual({ kind: 'rejected', shards: [] });
    await world.invoke(taskFiles.Announce, stateOf(drop, { kind: 'rejected', shards: [] }));
    expect(await world.records.drops.get('drop-3')).toMatchObject({
      state: 'failed',
      failure: { code: 'unreadable-file' },
    });
    expect(world.told()).toMatchObject([{ type: 'DropRejected', dropId: 'drop-3', code: 'unreadable-file' }]);
    expect(metricsIn(world.lines())).toContainEqual(expect.objectContaining({ service: 'batch', DropsFailed: 1 }));
  });

  it('note a failure that nobody foresaw, as the Catch of the workflow hands it on, and tell of it', async () => {
    const drop = await dropIn(world.objects, 'drop-4', customersCsv(10));
    const failure = {
      Error: 'States.ExceedToleratedFailureThreshold',
      Cause: 'The specified tolerated failure threshold was exceeded',
    };
    expect(await world.invoke(taskFiles.RecordFailure, { ...drop, failure })).toBeNull();
    expect(await world.records.drops.get('drop-4')).toMatchObject({ state: 'failed', failure: { code: 'unforeseen' } });
    expect(world.told()).toMatchObject([{ type: 'DropRejected', dropId: 'drop-4', code: 'unforeseen' }]);
    expect(metricsIn(world.lines())).toContainEqual(expect.objectContaining({ DropsFailed: 1 }));
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a drop without its file', { dropId: 'drop-5' }],
    ['a list', [{ dropId: 'drop-5', shard: 0 }]],
  ])('refuse %s for input by an error that no retry is for, and count it', async (_name, input) => {
    for (const file of [taskFiles.PlanShards, taskFiles.ScoreShard, taskFiles.RecordFailure]) {
      world.lines();
      await expect(world.invoke(file, input)).rejects.toMatchObject({ name: expect.stringContaining('ZodError') });
      expect(metricsIn(world.lines())).toContainEqual(expect.objectContaining({ MalformedEvents: 1 }));
    }
    expect(await world.records.drops.get('drop-5')).toBeUndefined();
  });

  it('announce no drop that nobody knows', async () => {
    await expect(world.invoke(taskFiles.Announce, { dropId: 'nobody' })).rejects.toMatchObject({
      code: 'drop-not-found',
    });
    await expect(world.invoke(taskFiles.Summarise, { dropId: 'nobody' })).rejects.toThrow('no drop nobody');
  });
});
