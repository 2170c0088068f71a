import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { readDecision } from '../../core/lifecycle/lineage.ts';
import { listModels, ModelDetails, ModelList, modelDetails } from '../../core/lifecycle/model-details.ts';
import { promote, rollback } from '../../core/lifecycle/promotion.ts';
import { ChampionPointer, ModelVersion } from '../../core/lifecycle/registry.ts';
import { chooserScriptSource } from '../../core/lifecycle/report/chooser/script.generated.ts';
import { modelKey, readObject } from '../../core/lifecycle/stored-model.ts';
import { bundleFiles } from '../../core/scoring/bundle.ts';
import type { ApiDeps } from '../deps.ts';
import { noBody, nothing, type Operation, operation } from '../operation.ts';
import * as examples from '../schemas/examples.ts';
import { toldBy } from '../told-by.ts';

const ModelPath = z.strictObject({ version: ModelVersion });
const Why = z
  .strictObject({ reason: z.string().trim().min(1).max(500).meta({ description: 'Goes into the audit log' }) })
  .meta({ id: 'Why', example: { reason: 'Better calibrated on the new plans' } });

/** The registry, reports, promotion and rollback. */
export function modelOperations(deps: ApiDeps): Operation[] {
  const { models } = deps.records;
  const ports = {
    models,
    audit: deps.records.audit,
    events: toldBy(deps),
    clock: deps.clock,
    verify: deps.verifyModel,
    decisionOn: (version: string) => readDecision(deps.objects, version),
  };

  const mustExist = async (version: string): Promise<void> => {
    if (!(await models.get(version))) throw new DomainError('model-not-found', `No model ${version} is registered`);
  };

  return [
    operation({
      id: 'listModels',
      tag: 'Models',
      summary: 'All models and where they stand: which one scores, who brought it there and when',
      params: nothing,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The registry', schema: ModelList },
      handle: () => listModels(deps),
    }),
    operation({
      id: 'getModel',
      tag: 'Models',
      summary: 'One model: figures, where it comes from, what the gate decided, what it said as a shadow',
      params: ModelPath,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The model', schema: ModelDetails },
      failures: ['model-not-found', 'invalid-bundle'],
      handle: async ({ params: { version } }) => {
        await deps.shadow?.flush(); // what this process has counted so far is shown too
        return modelDetails(version, deps);
      },
    }),
    operation({
      id: 'getModelReport',
      tag: 'Models',
      summary: "A model's report, a page for people",
      params: ModelPath,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The page', contentType: 'text/html' },
      failures: ['model-not-found'],
      handle: async ({ params: { version } }) => {
        await mustExist(version);
        const page = await readObject(deps.objects, modelKey(version, bundleFiles.report));
        if (page === undefined) throw new DomainError('model-not-found', `Model ${version} came without a report`);
        return new Response(page, {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            // The report is one file: it may draw with what is in it, run its one script, and reach for nothing. What it
            // is allowed it is allowed as a stranger: without `allow-same-origin` it reads no cookie and calls no API.
            'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src ${chooserScriptSource}; img-src data:; font-src data:; sandbox allow-popups allow-scripts`,
          },
        });
      },
    }),
    operation({
      id: 'promoteModel',
      tag: 'Models',
      summary: 'Let a model score from now on, if it verifies',
      description:
        'One that the gate turned away can be promoted with a reason: that is audited as an override of the checks that ' +
        'failed. One that failed CHK008 (golden rows) cannot. `GET /v1/models/{version}/impact` shows beforehand what changes.',
      params: ModelPath,
      query: nothing,
      body: { schema: Why, example: { reason: 'Better calibrated on the new plans' } },
      answer: {
        status: 200,
        description: 'The pointer as it is now',
        schema: ChampionPointer,
        example: examples.championPointer,
      },
      failures: ['model-not-found', 'already-current', 'gate-forbids', 'invalid-bundle'],
      handle: async ({ params: { version }, body: { reason }, by }) => {
        const pointer = await promote({ version, by, reason }, ports);
        await deps.championMoved();
        return pointer;
      },
    }),
    operation({
      id: 'rollbackModel',
      tag: 'Models',
      summary: 'Let the champion before this one score again',
      params: nothing,
      query: nothing,
      body: { schema: Why, example: { reason: 'Scores of new customers look wrong' } },
      answer: {
        status: 200,
        description: 'The pointer as it is now',
        schema: ChampionPointer,
        example: examples.championPointer,
      },
      failures: ['nothing-to-roll-back', 'invalid-bundle'],
      handle: async ({ body: { reason }, by }) => {
        const pointer = await rollback({ by, reason }, ports);
        await deps.championMoved();
        return pointer;
      },
    }),
  ];
}
