import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { RunRecord } from '../../core/lifecycle/registry.ts';
import type { ApiDeps } from '../deps.ts';
import { noBody, nothing, type Operation, operation } from '../operation.ts';
import { PageQuery } from '../schemas/page.ts';

const Run = RunRecord.meta({ id: 'Run' });

/** What workflows have done: runs and their steps. On AWS, runs of the batch workflow are Step Functions' to show. */
export function runOperations({ records: { runs } }: ApiDeps): Operation[] {
  return [
    operation({
      id: 'listRuns',
      method: 'get',
      path: '/v1/runs',
      tag: 'Runs',
      summary: 'Runs of the workflows, newest first: how long each step took, and why one failed',
      params: nothing,
      query: PageQuery,
      body: noBody,
      answer: {
        status: 200,
        description: 'One page',
        schema: z.strictObject({ items: z.array(Run), cursor: z.string().optional() }),
      },
      failures: ['invalid-cursor'],
      handle: async ({ query }) => {
        const { items, cursor } = await runs.list(query);
        return { items: [...items], ...(cursor === undefined ? {} : { cursor }) };
      },
    }),
    operation({
      id: 'getRun',
      method: 'get',
      path: '/v1/runs/{runId}',
      tag: 'Runs',
      summary: 'One run; while it goes on, how far it has come',
      params: z.strictObject({ runId: z.string().min(1).max(200) }),
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The run', schema: Run },
      failures: ['not-found'],
      handle: async ({ params: { runId } }) => {
        const run = await runs.get(runId);
        if (!run) throw new DomainError('not-found', `No run ${JSON.stringify(runId)} is known`);
        return run;
      },
    }),
  ];
}
