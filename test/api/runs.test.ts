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
