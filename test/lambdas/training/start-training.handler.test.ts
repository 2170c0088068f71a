import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readDocument } from '../../../core/batch/batch-plan.ts';
import { runKeys } from '../../../core/lifecycle/training/run-files.ts';
import { TrainingOrder } from '../../../core/lifecycle/training/training-order.ts';
import { anEvent } from '../../contracts/event-examples.ts';
import { withCode } from '../../support/with-code.ts';
import { busEvent } from '../notifications/ses-events.ts';
import { type TrainingWorld, trainingMachine, trainingWorld } from './training-world.ts';

let world: TrainingWorld;
beforeAll(async () => {
  world = await trainingWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.lines();
  world.stepFunctions.calls.length = 0;
});

const start = (event: unknown) => world.train('start-training', event);
/** Orders of the executions that were started, each bearing the name of its run. */
const orders = () =>
  world.executions().map(({ name, input }) => {
    const order = TrainingOrder.parse(JSON.parse(input));
    expect(order.runId).toBe(name);
    return order;
  });

/** As Scheduler hands it over: every value a text, the attempt too. */
const scheduled = {
  scheduleArn: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/mainstay-dev-training/Weekly',
  scheduledAt: '2026-11-22T03:00:00Z',
  executionId: 'd32c5kddcf5bb8c3',
  attempt: '1',
};

describe('start-training', () => {
  it('starts nothing before there is a model whose profile says what columns mean, and fails so that it comes again', async () => {
    await expect(start(scheduled)).rejects.toEqual(withCode('no-champion'));
    expect(world.stepFunctions.calls).toEqual([]);
    await world.bringModel();
    expect(await start({ ...scheduled, attempt: '2' })).toMatchObject({ outcome: 'started' });
  });

  it('starts one run for all attempts of the schedule, by the settings of the stage', async () => {
    const weekly = { ...scheduled, executionId: 'another-week' };
    const first = await start(weekly);
    expect(await start({ ...weekly, attempt: '2' })).toEqual({ ...Object(first), outcome: 'known' });
    expect(orders()).toMatchObject([
      { by: 'the schedule', reason: 'scheduled', budgetSeconds: 60, seed: 20, force: false, profile: 'test' },
    ]);
    const [order] = orders();
    expect(order?.families).toHaveLength(5);
    expect(world.executions()).toMatchObject([{ stateMachineArn: trainingMachine }]);
    expect(await readDocument(world.objects, runKeys.order(order?.runId ?? ''), TrainingOrder)).toEqual(order);
    const started = world.lines().filter(({ message }) => message === 'training-started');
    expect(started.map(({ outcome }) => outcome)).toEqual(['started', 'known']);
  });

  it('starts the run that was promised to whoever asked, as they asked for it', async () => {
    const asked = anEvent('RetrainingRequested', {
      runId: 'run-20261122T100000Z-3f9a1c2b',
      reason: 'on-demand',
      by: 'ana',
      families: ['xgboost'],
      force: true,
    });
    expect(await start(busEvent(asked))).toEqual({ runId: asked.runId, outcome: 'started' });
    expect(await start(busEvent(asked))).toEqual({ runId: asked.runId, outcome: 'known' });
    expect(orders()).toMatchObject([{ by: 'ana', reason: 'on-demand', families: ['xgboost'], force: true }]);
  });

  it('starts a run for a labelled drop, once however often it is told', async () => {
    const dropped = busEvent(anEvent('TrainingDropReceived', { dropId: 'drop-7', fileName: 'left.csv' }));
    expect(await start(dropped)).toMatchObject({ outcome: 'started' });
    expect(await start(dropped)).toMatchObject({ outcome: 'known' });
    expect(orders()).toMatchObject([{ by: 'left.csv', reason: 'drop', dropId: 'drop-7', force: false }]);
  });

  it('starts a run for a call by hand', async () => {
    await start({ by: 'bo', reason: 'on-demand', families: ['decision-tree'] });
    expect(orders()).toMatchObject([{ by: 'bo', reason: 'on-demand', families: ['decision-tree'] }]);
  });

  it.each([
    ['nothing', undefined],
    ['an event of a queue', { Records: [] }],
    ['another event of the bus', busEvent(anEvent('ModelPromoted'))],
    ['words that Scheduler has not replaced', { ...scheduled, scheduledAt: '<aws.scheduler.scheduled-time>' }],
    ['a family that there is not', { by: 'bo', reason: 'on-demand', families: ['guessing'] }],
  ])('refuses %s, counts it and starts nothing', async (_name, event) => {
    await expect(start(event)).rejects.toThrow('nothing that asks for a training run');
    expect(world.stepFunctions.calls).toEqual([]);
    const lines = world.lines();
    expect(lines).toContainEqual(expect.objectContaining({ message: 'malformed-event' }));
    expect(lines).toContainEqual(expect.objectContaining({ service: 'training', stage: 'test', MalformedEvents: 1 }));
  });
});
