import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { putDocument } from '../../../core/batch/batch-plan.ts';
import { runKeys } from '../../../core/lifecycle/training/run-files.ts';
import { type TrainingWorld, trainingWorld } from './training-world.ts';

/* Single tasks as Step Functions hands them their state. */

let world: TrainingWorld;
beforeAll(async () => {
  world = await trainingWorld();
  await world.bringModel();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.lines();
  world.bus.calls.length = 0;
});

/** What an execution begins with. */
const order = (runId: string, changes: object = {}) => ({
  runId,
  profile: 'test',
  by: 'ana',
  reason: 'on-demand',
  dropId: null,
  families: ['xgboost'],
  budgetSeconds: 60,
  trials: null,
  seed: 20,
  force: false,
  resources: {
    processing: { volumeGb: 10, maxRuntimeSeconds: 3600 },
    training: { instanceCount: 1, volumeGb: 10, spot: false, stoppingCondition: { MaxRuntimeInSeconds: 3600 } },
  },
  ...changes,
});

/** What `Catch` adds under `$.failure`: Step Functions' own words for an error that a function threw. */
const failure = { Error: 'invalid-bundle', Cause: '{"errorType":"invalid-bundle","errorMessage":"x","trace":[]}' };

describe('tasks of the training workflow', () => {
  it('end a run that failed with the reason that was foreseen, tell it, and count it', async () => {
    const runId = 'run-failed';
    const foreseen = { code: 'not-enough-data', detail: '143 customers who left, 200 needed.' };
    await putDocument(world.objects, runKeys.result(runId, 'failure'), foreseen);
    await world.objects.put(runKeys.checked(runId), Buffer.from('rows of customers'));
    await world.train('record-failure', order(runId, { failure }));
    expect(await world.records.runs.get(runId)).toMatchObject({ kind: 'training', state: 'failed', failure: foreseen });
    expect(world.told()).toMatchObject([{ type: 'TrainingFailed', runId, code: 'not-enough-data' }]);
    expect(await world.objects.list(`runs/${runId}/checked/`)).toEqual([]);
    expect(world.lines()).toContainEqual(expect.objectContaining({ service: 'training', TrainingFailed: 1 }));
  });

  it('fail by a name, keep the step with it in the record of the run, and let the same task be done again', async () => {
    const runId = 'run-no-bundle';
    for (const attempt of [1, 2]) {
      await expect(world.train('verify', order(runId))).rejects.toThrow();
      const steps = (await world.records.runs.get(runId))?.steps ?? [];
      expect(steps).toHaveLength(attempt);
      expect(steps.at(-1)).toMatchObject({ name: 'Verify', state: 'failed', error: expect.stringMatching(/^\w+$/) });
    }
    expect((await world.records.runs.get(runId))?.steps[1]?.attempt).toBe(2);
    expect((await world.records.runs.get(runId))?.state).toBe('running'); // until the workflow gives up
    expect(world.lines()).toContainEqual(expect.objectContaining({ message: 'task-failed', task: 'Verify', runId }));
  });

  it.each(['check-data', 'record-skipped', 'verify', 'gate', 'promote', 'keep', 'report', 'notify', 'record-failure'])(
    'refuse what is no state of an execution: %s',
    async (file) => {
      for (const event of [undefined, 'text', { Records: [] }, { runId: 'run-x', dropId: null }]) {
        await expect(world.train(file, event)).rejects.toThrow();
      }
      expect(world.told()).toEqual([]);
      const counted = world.lines().flatMap((line) => ('MalformedEvents' in line ? [line['MalformedEvents']] : []));
      expect(counted).toEqual([1, 1, 1, 1]);
    },
  );
});
