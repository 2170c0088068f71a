import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { sageMakerEndpoints } from '../../../api/endpoints/endpoints.sagemaker.ts';
import { registerExternalModel } from '../../../core/lifecycle/register-external-model.ts';
import { type BatchWorld, batchWorld, dropIn, taskFiles, textIn } from '../../support/aws/batch-world.ts';
import { type EndpointServer, endpointServer, runtimeVariables } from '../../support/aws/sagemaker-endpoint.ts';
import { answerCsv, externalRequest } from '../../support/external-model.ts';
import { testProfile } from '../../support/profile.ts';
import { promoteFirst } from '../../support/seed-model.ts';
import { customersCsv } from '../../workflows/batch-run.ts';

/* The functions of the batch workflow with a champion behind an endpoint, on local servers. */

let server: EndpointServer;
let world: BatchWorld;
beforeAll(async () => {
  server = await endpointServer(({ body }) => answerCsv(body));
  world = await batchWorld({ ...runtimeVariables(server.url), SCORING_ENDPOINT: 'Churn-Team' });
  const { version } = await registerExternalModel(
    externalRequest({ rowsPerCall: 250 }),
    { profile: testProfile, by: 'test' },
    {
      ...world.records,
      objects: world.objects,
      endpoints: sageMakerEndpoints({ timeoutMs: 5_000, attempts: 1 }),
      clock: { now: () => new Date('2026-11-01T00:00:00Z') },
    },
  );
  await promoteFirst(world, version);
});
afterAll(async () => {
  await world.stop();
  await server.stop();
});
beforeEach(() => {
  server.answer = ({ body }) => answerCsv(body);
  server.calls.length = 0;
});

it('a file is scored by the endpoint, in calls of as many rows as the model takes', async () => {
  const drop = await dropIn(world.objects, 'drop-1', customersCsv(600, 20));
  const plan = await world.invoke(taskFiles.PlanShards, drop);
  expect(plan).toMatchObject({ kind: 'scoring', shards: [{ shard: 0 }] });
  expect(server.calls).toHaveLength(0); // nobody is asked for a plan
  await world.invoke(taskFiles.ScoreShard, { dropId: 'drop-1', shard: 0 });
  const rows = server.calls.map(({ body }) => body.split('\n').length);
  expect(Math.max(...rows)).toBeLessThanOrEqual(250);
  expect(rows.reduce((sum, count) => sum + count, 0)).toBe(570); // every twentieth row is poisoned
  expect(await world.invoke(taskFiles.Summarise, { ...drop, plan })).toEqual({ state: 'done' });

  const receipt = await world.records.drops.get('drop-1');
  expect(receipt).toMatchObject({ state: 'done', rowsAccepted: 570, rowsQuarantined: 30 });
  const lines = (await textIn(world.objects, 'drops/drop-1/scores.csv'))?.trimEnd().split('\n') ?? [];
  expect(lines).toHaveLength(571);
  const [first] = (await world.records.customers.list({ segments: {}, sort: 'probability', limit: 1 })).items;
  expect(first).toMatchObject({ topReason: null });
});

it('an endpoint that is away fails the shard by a name that the workflow tries again; then nothing is scored twice', async () => {
  const drop = await dropIn(world.objects, 'drop-2', customersCsv(300));
  const plan = await world.invoke(taskFiles.PlanShards, drop);
  server.answer = () => ({ status: 503, error: 'ServiceUnavailable' });
  const task = { dropId: 'drop-2', shard: 0 };
  await expect(world.invoke(taskFiles.ScoreShard, task)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  server.answer = ({ body }) => answerCsv(body);
  expect(await world.invoke(taskFiles.ScoreShard, task)).toEqual(task);
  expect(await world.invoke(taskFiles.Summarise, { ...drop, plan })).toEqual({ state: 'done' });
  expect(await world.records.drops.get('drop-2')).toMatchObject({ state: 'done', rowsAccepted: 300, failure: null });
}, 30_000);

it('an endpoint that answers what is no score fails the drop, which says so', async () => {
  const drop = await dropIn(world.objects, 'drop-3', customersCsv(20));
  await world.invoke(taskFiles.PlanShards, drop);
  server.answer = ({ body }) =>
    body
      .split('\n')
      .map(() => 'nan')
      .join('\n');
  const scoring = world.invoke(taskFiles.ScoreShard, { dropId: 'drop-3', shard: 0 });
  await expect(scoring).rejects.toMatchObject({ code: 'model-answer-invalid' });
  const receipt = await world.records.drops.get('drop-3');
  expect(receipt).toMatchObject({ state: 'failed', failure: { code: 'model-answer-invalid' } });
  expect(server.calls).toHaveLength(1);
});
