import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { Metrics } from '../../core/lifecycle/metrics.ts';
import { promote, rollback } from '../../core/lifecycle/promotion.ts';
import { ChampionPointer, ModelRecord, ModelVersion } from '../../core/lifecycle/registry.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { bundleFiles } from '../../core/scoring/bundle.ts';
import type { ApiDeps } from '../deps.ts';
import { noBody, nothing, type Operation, operation } from '../operation.ts';
import * as examples from '../schemas/examples.ts';
import { toldBy } from '../told-by.ts';

const ModelPath = z.strictObject({ version: ModelVersion });
const Why = z
  .strictObject({ reason: z.string().trim().min(1).max(500).meta({ description: 'Goes into the audit log' }) })
  .meta({ id: 'Why', example: { reason: 'Better calibrated on the new plans' } });

const ModelList = z
  .strictObject({
    champion: ChampionPointer.nullable(),
    models: z.array(ModelRecord).meta({ description: 'Newest first' }),
  })
  .meta({ id: 'ModelList' });

const ModelAnswer = z
  .strictObject({ model: ModelRecord, champion: z.boolean(), metrics: Metrics.nullable() })
  .meta({ id: 'Model' });

/** The registry, reports, promotion and rollback. */
export function modelOperations(deps: ApiDeps): Operation[] {
  const { models } = deps.records;
  const ports = {
    models,
    audit: deps.records.audit,
    events: toldBy(deps),
    clock: deps.clock,
    verify: deps.verifyModel,
  };

  const found = async (version: string): Promise<ModelRecord> => {
    const model = await models.get(version);
    if (!model) throw new DomainError('model-not-found', `No model ${version} is registered`);
    return model;
  };

  return [
    operation({
      id: 'listModels',
      method: 'get',
      path: '/v1/models',
      tag: 'Models',
      summary: 'All models, and which one scores',
      params: nothing,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The registry', schema: ModelList },
      handle: async () => ({ champion: (await models.champion()) ?? null, models: [...(await models.list())] }),
    }),
    operation({
      id: 'getModel',
      method: 'get',
      path: '/v1/models/{version}',
      tag: 'Models',
      summary: 'One model with all its figures',
      params: ModelPath,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The model', schema: ModelAnswer },
      failures: ['model-not-found'],
      handle: async ({ params: { version } }) => {
        const model = await found(version);
        const metrics = await text(deps.objects, `models/${version}/${bundleFiles.metrics}`);
        return {
          model,
          champion: (await models.champion())?.version === version,
          metrics: metrics === undefined ? null : Metrics.parse(JSON.parse(metrics)),
        };
      },
    }),
    operation({
      id: 'getModelReport',
      method: 'get',
      path: '/v1/models/{version}/report',
      tag: 'Models',
      summary: "A model's report, a page for people",
      params: ModelPath,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The page', contentType: 'text/html' },
      failures: ['model-not-found'],
      handle: async ({ params: { version } }) => {
        await found(version);
        const page = await text(deps.objects, `models/${version}/${bundleFiles.report}`);
        if (page === undefined) throw new DomainError('model-not-found', `Model ${version} came without a report`);
        return new Response(page, {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            // The report is one file: it may draw with what is in it, and reach for nothing.
            'content-security-policy':
              "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox allow-popups",
          },
        });
      },
    }),
    operation({
      id: 'promoteModel',
      method: 'post',
      path: '/v1/models/{version}/promote',
      tag: 'Models',
      summary: 'Let a model score from now on, if it verifies',
      params: ModelPath,
      query: nothing,
      body: { schema: Why, example: { reason: 'Better calibrated on the new plans' } },
      answer: {
        status: 200,
        description: 'The pointer as it is now',
        schema: ChampionPointer,
        example: examples.championPointer,
      },
      failures: ['model-not-found', 'already-current', 'invalid-bundle'],
      handle: async ({ params: { version }, body: { reason }, by }) => {
        const pointer = await promote({ version, by, reason }, ports);
        await deps.championMoved();
        return pointer;
      },
    }),
    operation({
      id: 'rollbackModel',
      method: 'post',
      path: '/v1/models/rollback',
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

async function text(objects: ObjectStore, key: string): Promise<string | undefined> {
  const content = await objects.read(key);
  if (!content) return undefined;
  const decoder = new TextDecoder();
  let decoded = '';
  for await (const chunk of content) decoded += decoder.decode(chunk, { stream: true });
  return decoded + decoder.decode();
}
