import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { RunRecord } from '../../core/lifecycle/registry.ts';
import { Family, families } from '../../core/scoring/bundle.ts';
import type { ApiDeps } from '../deps.ts';
import { noBody, nothing, type Operation, operation } from '../operation.ts';
import { PageQuery } from '../schemas/page.ts';

const Run = RunRecord.meta({ id: 'Run' });

const TrainingAsked = z.strictObject({
  reason: z.string().trim().min(1).max(500).meta({ description: 'Why, a sentence; kept with the request' }),
  families: z.array(Family).min(1).max(families.length).optional().meta({ description: 'Left out: the usual ones' }),
  force: z.boolean().default(false).meta({ description: 'Trains even if nothing new came in' }),
});

/** What workflows have done: runs and their steps. On AWS, runs of the batch workflow are Step Functions' to show. */
export function runOperations({ records: { runs }, clock, newId, requestTraining }: ApiDeps): Operation[] {
  return [
    operation({
      id: 'requestTraining',
      tag: 'Runs',
      summary: 'Train a model on the labelled files that have come in',
      description:
        'The answer has the id of the run, which shows up in the list once it has begun. It is skipped, and says why, where ' +
        'nothing new came in since the last one (`force` overrides that) or another is under way.',
      params: nothing,
      query: nothing,
      body: {
        schema: TrainingAsked,
        example: { reason: 'New tariffs since October', families: ['xgboost', 'logistic-regression'], force: false },
      },
      answer: {
        status: 202,
        description: 'It will be seen to',
        schema: z.strictObject({ runId: z.string(), requestedAt: z.iso.datetime() }),
      },
      handle: async ({ body: { reason, families: chosen = null, force }, by }) => {
        const at = clock.now().toISOString();
        const runId = newId('run');
        const head = { type: 'RetrainingRequested', eventId: `${runId}.requested`, at, runId } as const;
        await requestTraining({ ...head, reason: 'on-demand', by, detail: reason, families: chosen, force });
        return { runId, requestedAt: at };
      },
    }),
    operation({
      id: 'listRuns',
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
