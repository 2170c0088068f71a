import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import type { RunRecord } from '../../../core/lifecycle/registry.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { parseWorkflow } from '../../../local/workflows/load-workflow.ts';
import { runWorkflow, WorkflowFailed, type WorkflowRun } from '../../../local/workflows/run-workflow.ts';
import type { Task } from '../../../local/workflows/task-attempts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const retry = [{ ErrorEquals: ['EBUSY', 'SQLITE_BUSY', 'States.Timeout'], MaxAttempts: 2, IntervalSeconds: 1 }];
const task = (more: object): object => ({
  Type: 'Task',
  Resource: '${WorkFunctionArn}',
  TimeoutSeconds: 60,
  Retry: retry,
  ...more,
});
const job = 'arn:aws:states:::sagemaker:createTrainingJob.sync';

/** Plan → Map over its items, two at once → Join; one Catch around all leads to Note and Failed. */
const mapped = (work: object = {}): object => ({
  StartAt: 'All',
  States: {
    All: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Plan',
          States: {
            Plan: task({ ResultPath: '$.items', Next: 'Each' }),
            Each: {
              Type: 'Map',
              ItemsPath: '$.items',
              MaxConcurrency: 2,
              ItemProcessor: { StartAt: 'Work', States: { Work: task({ End: true, ...work }) } },
              Next: 'Join',
            },
            Join: task({ End: true }),
          },
        },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Note' }],
      Next: 'Good',
    },
    Good: { Type: 'Succeed' },
    Note: task({ Next: 'Failed' }),
    Failed: { Type: 'Fail', Error: 'Broken', Cause: 'See there.' },
  },
});

const plan = (items: number): Record<string, Task> => ({
  Plan: async () => Array.from({ length: items }, (_, item) => item),
  Join: async (joined) => joined,
  Note: async () => undefined,
});

const failureOf = (running: Promise<unknown>): Promise<unknown> => running.catch((error: unknown) => error);
const findNoSpace: Task = async () => {
  throw new DomainError('storage-full', 'No space is left.');
};
const takeLong: Task = (_, { signal }) => sleep(60_000, undefined, { signal });

describe('runWorkflow', () => {
  let records: OpenRecords;
  const problems: unknown[] = [];
  beforeEach(() => {
    records = openRecords(`${temporaryFolder()}/records.sqlite`);
    problems.length = 0;
  });
  afterEach(() => {
    records.close();
    expect(problems).toEqual([]);
  });

  const run = (definition: object, tasks: WorkflowRun['tasks'], more: Partial<WorkflowRun> = {}): Promise<unknown> =>
    runWorkflow({
      workflow: more.workflow ?? parseWorkflow('test', JSON.stringify(definition)),
      input: { a: 1 },
      tasks,
      run: { runId: 'run-1', kind: 'batch', dropId: 'd1' },
      runs: records.runs,
      clock: { now: () => new Date() },
      signal: new AbortController().signal,
      onRecordFailure: (error) => problems.push(error),
      retryWaitMs: 1,
      ...more,
    });
  const recorded = async (): Promise<RunRecord> => {
    const found = await records.runs.get('run-1');
    if (!found) throw new Error('no record');
    return found;
  };
  const stepsOf = async (name: string) => (await recorded()).steps.filter((step) => step.name === name);

  it('hands results on and records every state', async () => {
    const output = await run(
      mapped(),
      { ...plan(3), Work: async (item) => ({ item, left: undefined }) },
      {
        details: { Plan: () => '3 items' },
        modelVersion: async () => '20260101T000000Z-aaaaaaaa',
      },
    );
    expect(output).toEqual([[{ item: 0 }, { item: 1 }, { item: 2 }]]);
    const { steps, startedAt, finishedAt, ...rest } = await recorded();
    expect(rest).toMatchObject({
      state: 'done',
      failure: null,
      dropId: 'd1',
      modelVersion: '20260101T000000Z-aaaaaaaa',
    });
    expect(steps.map(({ name, item }) => (item === undefined ? name : `${name} ${item}`))).toEqual([
      'All',
      'Plan',
      'Each',
      'Work 0',
      'Work 1',
      'Work 2',
      'Join',
      'Good',
    ]);
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(['done']));
    expect(steps[1]).toMatchObject({ type: 'Task', detail: '3 items' });
    const moments = steps.flatMap((step) => [step.startedAt, step.finishedAt]);
    expect(moments.every((at) => at !== undefined && at >= startedAt && at <= (finishedAt ?? ''))).toBe(true);
  });

  it('gives a job task the resolved Parameters, with substitutions filled', async () => {
    const definition = {
      StartAt: 'Train',
      States: {
        Train: {
          Type: 'Task',
          Resource: job,
          TimeoutSeconds: 60,
          Parameters: { 'Name.$': "States.Format('{}-x', $.a)", Role: '${RoleArn}', Image: { Uri: '${Image}' } },
          End: true,
        },
      },
    };
    const substitutions = { RoleArn: 'arn:aws:iam::1:role/"r"', Image: 'in-process' };
    const workflow = parseWorkflow('test', JSON.stringify(definition), { substitutions });
    const seen: unknown[] = [];
    await run(definition, { Train: async (input) => void seen.push(input) }, { workflow });
    expect(seen).toEqual([{ Name: '1-x', Role: 'arn:aws:iam::1:role/"r"', Image: { Uri: 'in-process' } }]);
    expect(() => parseWorkflow('test', JSON.stringify(definition))).toThrow(
      '${RoleArn} of workflow test is not filled',
    );
  });

  it.each([
    ['the system', Object.assign(new Error('busy'), { code: 'EBUSY' }), 'EBUSY'],
    ['SQLite', Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 5 }), 'SQLITE_BUSY'],
  ])('tries again what %s says will pass, and nothing else', async (_, passing, name) => {
    let attempts = 0;
    const Work: Task = async () => {
      attempts += 1;
      if (attempts < 3) throw passing;
    };
    await run(mapped(), { ...plan(1), Work });
    expect((await stepsOf('Work')).map(({ state, attempt, error }) => [state, attempt, error])).toEqual([
      ['failed', undefined, name],
      ['failed', 2, name],
      ['done', 3, undefined],
    ]);
    const bug = new TypeError('a secret stands here');
    const failed = await failureOf(run(mapped(), { ...plan(1), Work: () => Promise.reject(bug) }));
    expect(failed).toBeInstanceOf(WorkflowFailed);
    expect(failed).toMatchObject({ cause: bug });
    expect(await stepsOf('Work')).toHaveLength(1);
    expect(await recorded()).toMatchObject({ state: 'failed', failure: { code: 'unforeseen' } });
    expect(JSON.stringify(await recorded())).not.toContain('secret');
  });

  it('says in words what was foreseen', async () => {
    await failureOf(run(mapped(), { ...plan(1), Work: findNoSpace }));
    expect(await recorded()).toMatchObject({ failure: { code: 'storage-full', detail: 'No space is left.' } });
    expect(await stepsOf('Work')).toMatchObject([{ error: 'DomainError', detail: 'No space is left.' }]);
  });

  it('ends the other items of a Map that has failed, and begins none that waits', async () => {
    const begun: unknown[] = [];
    const stopped: unknown[] = [];
    let noted = 0;
    const Work: Task = async (item, { signal }) => {
      begun.push(item);
      if (item === 1) throw new Error('this one');
      await sleep(60_000, undefined, { signal }).catch(() => stopped.push(item));
    };
    await failureOf(run(mapped(), { ...plan(6), Work, Note: async () => (noted += 1) }));
    await sleep(50);
    expect([begun, stopped, noted]).toEqual([[0, 1], [0], 1]);
  });

  it('times out a task that hangs, tells it so, and tries again', async () => {
    const signals: AbortSignal[] = [];
    const Work: Task = (_, { signal }) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve('at last');
    };
    const settled = run(mapped({ TimeoutSeconds: 1 }), { ...plan(1), Work });
    expect(await settled).toEqual([['at last']]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(await stepsOf('Work')).toMatchObject([{ state: 'failed', error: 'States.Timeout' }, { attempt: 2 }]);
  }, 20_000);

  it('ends a run whose time is up', async () => {
    const failed = await failureOf(run({ ...mapped(), TimeoutSeconds: 1 }, { ...plan(1), Work: takeLong }));
    expect(failed).toMatchObject({ name: 'WorkflowFailed', cause: { message: 'test took longer than 1 s' } });
    expect(await stepsOf('Work')).toMatchObject([{ state: 'interrupted' }]);
  }, 20_000);

  it('stops when it is told to, and waits for what goes on', async () => {
    const stop = new AbortController();
    const why = new Error('the process ends');
    let ended = false;
    const Work: Task = async (_, { signal }) => {
      setTimeout(() => stop.abort(why), 5);
      await sleep(60_000, undefined, { signal }).catch(() => sleep(20));
      ended = true;
    };
    expect(await failureOf(run(mapped(), { ...plan(4), Work }, { signal: stop.signal }))).toBe(why);
    expect(ended).toBe(true);
    expect(await recorded()).toMatchObject({ state: 'interrupted', failure: null });
    expect((await stepsOf('Work')).every(({ state }) => state === 'interrupted')).toBe(true);
    expect(await failureOf(run(mapped(), { ...plan(1), Work }, { signal: stop.signal }))).toBe(why);
  });

  it('keeps the record of a large Map small', async () => {
    await run(mapped(), { ...plan(120), Work: async (item) => item });
    const work = await stepsOf('Work');
    expect(work).toHaveLength(11);
    expect(work.at(-1)).toMatchObject({ state: 'done', items: 110 });
    expect(JSON.stringify(await recorded()).length).toBeLessThan(5_000);
  });

  it('goes on where its record cannot be written', async () => {
    const full = { ...records.runs, put: () => Promise.reject(new DomainError('storage-full', 'No space.')) };
    const runs = { put: full.put, get: async () => undefined, list: async () => ({ items: [] }) };
    expect(await run(mapped(), { ...plan(1), Work: async () => 'w' }, { runs })).toEqual([['w']]);
    expect(problems.splice(0).length).toBeGreaterThan(1);
  });

  it('refuses tasks that are not the workflow’s, and tasks without a bound in time', async () => {
    await expect(run(mapped(), { ...plan(1), Wrk: async () => 1 })).rejects.toThrow('missing Work, unknown Wrk');
    const unbounded = { StartAt: 'A', States: { A: { Type: 'Task', Resource: job, End: true } } };
    expect(() => parseWorkflow('test', JSON.stringify(unbounded))).toThrow('has no TimeoutSeconds');
  });
});
