import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { TrainingOrder } from '../../../core/lifecycle/training/training-order.ts';
import { templatesOf } from '../../lib/support/synthesised.ts';
import { clientClaims, httpApiEvent, lambdaContext } from '../../support/aws/http-api-event.ts';
import { busEvent } from '../notifications/ses-events.ts';
import { type TrainingWorld, trainingWorld } from './training-world.ts';

/* From a call of the API over the bus to an execution and back: what joins the two functions is the rule in the template. */

const Answer = z.object({ statusCode: z.int(), body: z.string() });
const Rules = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      EventPattern: z.object({ source: z.array(z.string()), 'detail-type': z.array(z.string()) }),
    }),
  }),
);
const PutEvents = z.object({
  Entries: z.array(z.object({ Source: z.string(), DetailType: z.string(), Detail: z.string() })),
});

let world: TrainingWorld;
beforeAll(async () => {
  world = await trainingWorld();
  await world.bringModel();
});
afterAll(() => world.stop());

async function call(method: string, path: string, body?: object) {
  const { handler } = await import('../../../lambdas/api/api.handler.ts');
  const event = httpApiEvent(
    { method, path, headers: { 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) },
    clientClaims('mainstay/models:write mainstay/models:read'),
  );
  const { statusCode, body: text } = Answer.parse(await handler(event, lambdaContext));
  const json: unknown = JSON.parse(text);
  return { statusCode, json };
}

it('a run that is asked for by the API is started under the id that was answered, and found by it', async () => {
  const asked = await call('POST', '/v1/runs', { reason: 'New tariffs', families: ['xgboost'], force: true });
  expect(asked.statusCode).toBe(202);
  const { runId } = z.object({ runId: z.string() }).parse(asked.json);

  const [entry] = world.bus.calls.flatMap(({ input }) => PutEvents.parse(input).Entries);
  const rules = Object.values(Rules.parse(templatesOf('dev').training.findResources('AWS::Events::Rule')));
  const matching = rules.filter(
    ({ Properties: { EventPattern: pattern } }) =>
      pattern.source.includes(entry?.Source ?? '') && pattern['detail-type'].includes(entry?.DetailType ?? ''),
  );
  expect(matching).toHaveLength(1);

  const detail = z.looseObject({ type: z.string() }).parse(JSON.parse(entry?.Detail ?? ''));
  expect(await world.train('start-training', busEvent(detail))).toEqual({ runId, outcome: 'started' });
  const [execution] = world.executions();
  const order = TrainingOrder.parse(JSON.parse(execution?.input ?? ''));
  expect(order).toMatchObject({ runId, reason: 'on-demand', families: ['xgboost'], force: true });

  await world.train('record-skipped', { ...order, data: { kind: 'skipped', reason: 'Nothing new came in.' } });
  const found = await call('GET', `/v1/runs/${runId}`);
  expect([found.statusCode, found.json]).toMatchObject([200, { runId, kind: 'training' }]);
}, 120_000);
