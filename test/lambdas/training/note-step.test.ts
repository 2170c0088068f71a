import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { putDocument } from '../../../core/batch/batch-plan.ts';
import { DomainError } from '../../../core/errors.ts';
import { runKeys } from '../../../core/lifecycle/training/run-files.ts';
import { type NotedStep, noteStep } from '../../../lambdas/training/note-step.ts';
import { type FunctionWorld, functionWorld } from '../../support/aws/function-world.ts';

let world: FunctionWorld;
beforeAll(async () => {
  world = await functionWorld();
});
afterAll(() => world.stop());

const startedAt = new Date('2026-11-22T10:00:00.000Z');
const clock = { now: () => new Date('2026-11-22T10:00:01.500Z') };

/** Notes steps of a run, one after another. @returns the record as it stands then */
async function noted(runId: string, ...steps: Partial<NotedStep>[]) {
  for (const step of steps) {
    await noteStep(
      { runId, dropId: null, task: 'CheckData', startedAt, error: undefined, ...step },
      { runs: world.records.runs, objects: world.objects, clock },
    );
  }
  return world.records.runs.get(runId);
}

describe('noteStep', () => {
  it('begins the record of a run with its first step, and adds the others in their order', async () => {
    expect(await noted('run-a', { dropId: 'drop-1' }, { task: 'Gate', dropId: 'drop-1' })).toEqual({
      runId: 'run-a',
      kind: 'training',
      state: 'running',
      startedAt: startedAt.toISOString(),
      finishedAt: null,
      modelVersion: null,
      dropId: 'drop-1',
      steps: ['CheckData', 'Gate'].map((name) => ({
        name,
        type: 'Task',
        state: 'done',
        seconds: 1.5,
        startedAt: startedAt.toISOString(),
        finishedAt: clock.now().toISOString(),
      })),
      failure: null,
    });
  });

  it('counts attempts, and says of a failure its name, and its words only where it was foreseen', async () => {
    const foreseen = new DomainError('not-enough-data', '57 more are needed');
    const record = await noted('run-b', { error: new TypeError('secret-row') }, { error: foreseen }, {});
    expect(record?.steps).toMatchObject([
      { state: 'failed', error: 'TypeError' },
      { state: 'failed', error: foreseen.name, detail: '57 more are needed', attempt: 2 },
      { state: 'done', attempt: 3 },
    ]);
    expect(record).toMatchObject({ state: 'running', finishedAt: null });
    expect(JSON.stringify(record)).not.toContain('secret-row');
  });

  it('ends the record with the last task of a run, with the model that came of it', async () => {
    const version = '20261122T100000Z-0a1b2c3d';
    await putDocument(world.objects, runKeys.result('run-c', 'verify'), { version, goldenRowsFailure: null });
    expect(await noted('run-c', {}, { task: 'Notify' })).toMatchObject({
      state: 'done',
      modelVersion: version,
      finishedAt: clock.now().toISOString(),
    });
  });

  it('leaves a run open whose last task failed, since it is tried again', async () => {
    expect(await noted('run-d', { task: 'Notify', error: new Error('x') })).toMatchObject({ state: 'running' });
    expect(await noted('run-d', { task: 'Notify' })).toMatchObject({ state: 'done' });
  });

  it('ends a failed run with the failure that was foreseen, or with the word for one that was not', async () => {
    const foreseen = { code: 'not-enough-data', detail: '57 more are needed' };
    await putDocument(world.objects, runKeys.result('run-e', 'failure'), foreseen);
    expect(await noted('run-e', { task: 'RecordFailure' })).toMatchObject({ state: 'failed', failure: foreseen });
    expect(await noted('run-f', { task: 'RecordFailure' })).toMatchObject({
      state: 'failed',
      failure: { code: 'unforeseen' },
    });
  });
});
