import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { compareModels, ModelComparison } from '../../core/lifecycle/compare-models.ts';
import { Impact, measureImpact } from '../../core/lifecycle/impact.ts';
import { ModelVersion } from '../../core/lifecycle/registry.ts';
import { mostShadowDays, ShadowPointer } from '../../core/lifecycle/shadow/shadow.ts';
import { startShadow, stopShadow } from '../../core/lifecycle/shadow/shadow-mode.ts';
import type { ApiDeps } from '../deps.ts';
import { noBody, nothing, type Operation, operation } from '../operation.ts';
import * as examples from '../schemas/examples.ts';

const ModelPath = z.strictObject({ version: ModelVersion });
const ModelPair = z.strictObject({ version: ModelVersion, other: ModelVersion });
const why = z.string().trim().min(1).max(500).meta({ description: 'Goes into the audit log' });
const ShadowRequest = z
  .strictObject({ days: z.int().min(1).max(mostShadowDays), reason: why })
  .meta({ id: 'ShadowRequest' });
const StopQuery = z.strictObject({ reason: why.default('by hand, no reason given') });

/** Calls that look at a model before it is promoted: impact, comparison, shadow. */
export function modelTrialOperations(deps: ApiDeps): Operation[] {
  const { records, clock, loadModel: load, shadow } = deps;
  const { models, shadows, audit, customers } = records;
  return [
    operation({
      id: 'getModelImpact',
      tag: 'Models',
      summary: 'What promoting a model would change for the current customers',
      description:
        'Scores current customers with champion and candidate, all or every k-th of up to 20,000. Nothing is recorded. ' +
        'What cannot be compared is said in `remark`.',
      params: ModelPath,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The blast radius', schema: Impact },
      failures: ['model-not-found', 'invalid-bundle'],
      handle: ({ params: { version } }) =>
        measureImpact(version, { models, customers, load, nextTurn: () => nextTurn() }),
    }),
    operation({
      id: 'compareModels',
      tag: 'Models',
      summary: 'Two models side by side',
      description:
        'What both said of the same rows, where the gate or a shadow has held one against the other; and the figures, ' +
        'settings and data of each.',
      params: ModelPair,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The comparison', schema: ModelComparison },
      failures: ['model-not-found', 'invalid-bundle'],
      handle: async ({ params: { version, other } }) => {
        await shadow?.flush();
        return compareModels(version, other, deps);
      },
    }),
    operation({
      id: 'startShadow',
      tag: 'Models',
      summary: 'Let a model score silently beside the champion for some days',
      description:
        'Its scores are answered to nobody and recorded nowhere; counts of how they differ appear on the model. A model ' +
        'that did so until now gives way. It stops by itself.',
      params: ModelPath,
      query: nothing,
      body: { schema: ShadowRequest, example: examples.shadowRequest },
      answer: { status: 200, description: 'The shadow as it is now', schema: ShadowPointer },
      failures: ['model-not-found', 'no-champion', 'already-current', 'not-comparable', 'invalid-bundle'],
      handle: async ({ params: { version }, body: { days, reason }, by }) => {
        const pointer = await startShadow({ version, days, reason, by }, { models, shadows, audit, clock, load });
        await shadow?.refresh();
        return pointer;
      },
    }),
    operation({
      id: 'stopShadow',
      tag: 'Models',
      summary: 'End a shadow before its time; what it said so far is kept',
      params: ModelPath,
      query: StopQuery,
      body: noBody,
      answer: {
        status: 200,
        description: 'It is over',
        schema: z.strictObject({ version: ModelVersion, shadow: z.null() }),
      },
      failures: ['not-found', 'already-current'],
      handle: async ({ params: { version }, query: { reason }, by }) => {
        await shadow?.flush();
        await stopShadow({ version, reason, by }, { shadows, audit, clock });
        await shadow?.refresh();
        return { version, shadow: null };
      },
    }),
  ];
}
