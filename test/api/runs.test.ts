import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { RunRecord, RunStep } from '../../core/lifecycle/registry.ts';
import { aRun } from '../contracts/examples.ts';
import { type ApiUnderTest, apiUnderTest } from '../support/api-under-test.ts';

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest();
});
afterEach(() => home.close());

const startedAt = '2026-11-02T00:00:00.000Z';
const batch: RunRecord = aRun({
  runId: 'run-2',
  kind: 'batch',
  dropId: 'd1',
  startedAt,
  steps: [
    RunStep.parse({ name: 'PlanShards', type: 'Task', state: 'done', seconds: 0.2, startedAt, detail: '2 shards' }),
    RunStep.parse({
      name: 'ScoreShard',
      type: 'Task',
      state: 'failed',
      seconds: 1,
      startedAt,
      item: 0,
      error: 'EBUSY',
    }),
    RunStep.parse({ name: 'ScoreShard', type: 'Task', state: 'running', seconds: 0, startedAt, item: 0, attempt: 2 }),
  ],
});

const Page = z.object({ items: z.array(RunRecord), cursor: z.string() });

describe('runs', () => {
  it('can be asked for, with a reason', async () => {
    const body = { reason: 'New tariffs', families: ['xgboost'] };
    const answer = await home.post('/v1/runs', body);
    expect(answer.status).toBe(202);
    const { runId } = z.object({ runId: z.string() }).parse(await answer.json());
    expect(home.events).toMatchObject([
      {
        type: 'RetrainingRequested',
        runId,
        reason: 'on-demand',
        detail: 'New tariffs',
        families: ['xgboost'],
        force: false,
      },
    ]);
  });

  it.each([{}, { reason: ' ' }, { reason: 'x', families: [] }, { reason: 'x', families: ['guessing'] }])(
    'are not asked for by %j',
    async (body) => {
      expect((await home.post('/v1/runs', body)).status).toBe(400);
      expect(home.events).toEqual([]);
    },
  );

  it('are listed newest first, page by page', async () => {
    await home.records.runs.put(aRun({ runId: 'run-1' }));
    await home.records.runs.put(batch);
    const first = Page.parse(await (await home.get('/v1/runs?limit=1')).json());
    expect(first.items).toEqual([batch]);
    const second = await (await home.get(`/v1/runs?limit=1&cursor=${first.cursor}`)).json();
    expect(second).toEqual({ items: [aRun({ runId: 'run-1' })] });
  });

  it('are shown with every step that they took so far', async () => {
    await home.records.runs.put(batch);
    expect(await (await home.get('/v1/runs/run-2')).json()).toEqual(batch);
    const unknown = await home.get('/v1/runs/run-3');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'not-found' }]);
  });
});
