import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MainstayEvent } from '../../../core/events.ts';
import { queuedKey } from '../../../core/intake/queued-drop.ts';
import { inboxFileOf } from '../../../lambdas/batch/inbox-file.ts';
import { ObjectCreated } from '../../../lambdas/batch/object-created.ts';
import { parseWorkflow } from '../../../local/workflows/load-workflow.ts';
import { runWorkflow } from '../../../local/workflows/run-workflow.ts';
import { objectCreated, queueEvent } from '../../support/aws/batch-events.ts';
import { type BatchWorld, batchWorld, taskFiles, textIn } from '../../support/aws/batch-world.ts';
import { deployedBatchWorkflow } from '../../support/aws/deployed-workflow.ts';
import { type FaultyProxy, faultyProxy } from '../../support/aws/faulty-proxy.ts';
import { type InvokeOptions, type LocalLambda, localLambda } from '../../support/aws/local-lambda.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';
import { customersCsv } from '../../workflows/batch-run.ts';

const version = '20261101T000000Z-0a1b2c3d';
const rows = 100_000;
const shards = 8;
const badEvery = 1_000;
/** Processes that work side by side: more would only wait for each other on a small machine. */
const callsAtOnce = 3;
/** Attempts of one call that the SDK makes before it gives up. */
const attemptsOfSdk = 5;
const failingShard = 3;
const killedShard = 5;

let world: BatchWorld;
let lambda: LocalLambda;
let throttling: FaultyProxy;
let counting: FaultyProxy;
let throttled = 0;
let passed = 0;
let kill: (() => void) | undefined;
let executions = 0;

const OneShard = z.object({ shard: z.int() });
const Metrics = z.looseObject({ _aws: z.unknown() });

beforeAll(async () => {
  world = await batchWorld({ MAX_SHARDS: String(shards) }, { ownProcess: true });
  await installTestModel(world, version);
  await promoteFirst(world, version);
  lambda = localLambda({ ...process.env, POWERTOOLS_DEV: 'false' }, callsAtOnce);
  // One customer of the failing shard cannot be written until two attempts at the shard have failed.
  const unlucky = `"CUSTOMER#c${Math.round(((failingShard + 0.5) * rows) / shards) + 1}"`;
  throttling = await faultyProxy(world.database.endpoint, ({ operation, body }) => {
    if (operation !== 'PutItem' || !body.includes(unlucky) || throttled === 2 * attemptsOfSdk) return undefined;
    throttled += 1;
    return 'ThrottlingException';
  });
  // The killed shard dies half-way.
  counting = await faultyProxy(world.database.endpoint, ({ operation }) => {
    if (operation === 'PutItem') passed += 1;
    if (passed === rows / shards / 2) kill?.();
    return undefined;
  });
}, 600_000);
afterAll(async () => {
  lambda.stop();
  throttling.stop();
  counting.stop();
  await world.stop();
});

/** How a task is invoked: two of the shards meet a fault. */
function faultsOf(input: unknown): InvokeOptions {
  const { shard } = OneShard.parse(input);
  if (shard === failingShard) return { environment: { AWS_ENDPOINT_URL_DYNAMODB: throttling.endpoint } };
  if (shard !== killedShard || kill !== undefined) return {};
  return {
    environment: { AWS_ENDPOINT_URL_DYNAMODB: counting.endpoint },
    onStarted: (killIt) => {
      kill = killIt;
    },
  };
}

/** Interprets the deployed definition as Step Functions does, for an execution that was started. */
async function execute(input: string): Promise<unknown> {
  executions += 1;
  const tasks = Object.entries(taskFiles).map(([name, file]) => [
    name,
    async (task: unknown) => lambda.invoke(`batch/${file}`, task, name === 'ScoreShard' ? faultsOf(task) : {}),
  ]);
  return runWorkflow({
    workflow: parseWorkflow('batch', deployedBatchWorkflow('dev')),
    input: JSON.parse(input),
    tasks: Object.fromEntries(tasks),
    run: { runId: `run-${executions}`, kind: 'batch', dropId: null },
    runs: world.records.runs,
    clock: { now: () => new Date() },
    signal: new AbortController().signal,
    onRecordFailure: (error) => {
      throw error;
    },
    retryWaitMs: 1,
  });
}

/** Line of the file on which a row of {@link customersCsv} begins: every seventh row takes two. */
const lineOf = (row: number): number => 1 + row + Math.floor((row - 1) / 7);
const goodRows = Array.from({ length: rows }, (_, at) => at + 1).filter((row) => row % badEvery !== 0);
const badRows = Array.from({ length: rows / badEvery }, (_, at) => (at + 1) * badEvery);

/** The first place where two lists part; showing all differences of long lists takes minutes. */
function firstDifference(found: readonly unknown[], expected: readonly unknown[]): string | undefined {
  const at = expected.findIndex((one, index) => one !== found[index]);
  if (at < 0 && found.length === expected.length) return undefined;
  return `${found.length} for ${expected.length}; at ${at}: ${String(found[at])} for ${String(expected[at])}`;
}

/** Ids of the scores in every customer's history, one entry a customer. */
async function recordedScores(): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < goodRows.length; from += 1_000) {
    const ids = goodRows.slice(from, from + 1_000).map((row) => `c${row}`);
    for (const record of await world.records.customers.getMany(ids))
      found.push(record?.history.map(({ scoreId }) => scoreId).join() ?? 'nothing');
  }
  return found;
}

const outcomesOf = (file: string, shard?: number) =>
  lambda.invocations
    .filter((one) => one.file === `batch/${file}`)
    .filter(({ event }) => shard === undefined || OneShard.parse(event).shard === shard)
    .map(({ outcome }) => outcome);

describe(`a file of ${rows} rows in ${shards} shards, one failing twice and one killed, on the deployed workflow`, () => {
  let dropId: string;

  beforeAll(async () => {
    const body = Buffer.from(customersCsv(rows, badEvery));
    const key = 'inbox/customers.csv';
    await world.s3.client.send(new PutObjectCommand({ Bucket: world.bucketName, Key: key, Body: body }));
    const arrived = objectCreated({ bucket: world.bucketName, key, size: body.length });
    dropId = inboxFileOf(ObjectCreated.parse(arrived))?.dropId ?? '';
    const noted = objectCreated({ bucket: world.bucketName, key: queuedKey(dropId), size: 300 });
    // Both events are told twice, in one batch of the queue and in another.
    await lambda.invoke('batch/receive-file', queueEvent(arrived, arrived));
    await lambda.invoke('batch/start-batch', queueEvent(noted, noted));
    await lambda.invoke('batch/receive-file', queueEvent(arrived));
    await lambda.invoke('batch/start-batch', queueEvent(noted));
    for (const { input } of world.executions()) await execute(input);
  }, 1_200_000);

  it('is started once', () => {
    expect(world.executions().map(({ name }) => name)).toEqual([dropId]);
    expect(outcomesOf('receive-file')).toEqual(['ok', 'ok']);
    expect(outcomesOf('start-batch')).toEqual(['ok', 'ok']);
  });

  it('was tried again where it failed, and nowhere else', () => {
    for (let shard = 0; shard < shards; shard += 1) {
      const expected: Record<number, string[]> = {
        [failingShard]: ['ThrottlingException', 'ThrottlingException', 'ok'],
        [killedShard]: ['Runtime.ExitError', 'ok'],
      };
      expect([shard, outcomesOf('score-shard', shard)]).toEqual([shard, expected[shard] ?? ['ok']]);
    }
    expect(throttled).toBe(2 * attemptsOfSdk);
    for (const file of ['plan-shards', 'summarise', 'announce']) expect(outcomesOf(file)).toEqual(['ok']);
    expect(outcomesOf('record-failure')).toEqual([]);
  });

  it('has a receipt that adds up', async () => {
    const receipt = await world.records.drops.get(dropId);
    expect(receipt).toMatchObject({ state: 'done', kind: 'scoring', modelVersion: version, failure: null });
    expect(receipt).toMatchObject({
      rowsIn: rows,
      rowsAccepted: goodRows.length,
      rowsQuarantined: badRows.length,
    });
    const { high, medium, low } = receipt?.tierCounts ?? { high: 0, medium: 0, low: 0 };
    expect(high + medium + low).toBe(goodRows.length);
    expect(receipt?.quarantineSample.map(({ line }) => line)).toEqual(badRows.slice(0, 20).map(lineOf));
  });

  it('has every good row once in the score file, and every poisoned one in the quarantine', async () => {
    const scores = (await textIn(world.objects, `drops/${dropId}/scores.csv`)) ?? '';
    const ids = scores
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',', 1)[0]);
    expect(
      firstDifference(
        ids,
        goodRows.map((row) => `c${row}`),
      ),
    ).toBeUndefined();
    const aside = (await textIn(world.objects, `drops/${dropId}/quarantine.jsonl`)) ?? '';
    const lines = aside
      .trimEnd()
      .split('\n')
      .map((line) => z.object({ line: z.int() }).parse(JSON.parse(line)).line);
    expect(firstDifference(lines, badRows.map(lineOf))).toBeUndefined();
  });

  it('has every good row once in the records', async () => {
    const expected = goodRows.map((row) => `${dropId}.${lineOf(row)}`);
    expect(firstDifference(await recordedScores(), expected)).toBeUndefined();
    for (const row of badRows) expect(await world.records.customers.get(`c${row}`)).toBeUndefined();
  }, 600_000);

  it('told once of its end, and counted it once', () => {
    const told = world.told().map((event) => MainstayEvent.parse(event));
    const ends = told.filter(({ type }) => type === 'BatchCompleted' || type === 'DropRejected');
    expect(ends).toMatchObject([{ type: 'BatchCompleted', dropId, rowsIn: rows, rowsAccepted: goodRows.length }]);
    const counted = lambda.lines.flatMap((line) => Metrics.safeParse(JSON.parse(line)).data ?? []);
    const sum = (name: string) => counted.reduce((total, line) => total + z.number().catch(0).parse(line[name]), 0);
    expect(
      Object.fromEntries(['DropsDone', 'DropsFailed', 'RowsScored', 'RowsQuarantined'].map((n) => [n, sum(n)])),
    ).toEqual({
      DropsDone: 1,
      DropsFailed: 0,
      RowsScored: goodRows.length,
      RowsQuarantined: badRows.length,
    });
  });

  it('stays as it is when the workflow is started for it once more', async () => {
    const receipt = await world.records.drops.get(dropId);
    const puts = lambda.invocations.length;
    for (const { input } of world.executions()) await execute(input);
    expect(lambda.invocations.slice(puts).map(({ file }) => file)).toEqual(['batch/plan-shards', 'batch/announce']);
    expect(await world.records.drops.get(dropId)).toEqual(receipt);
    expect(await world.objects.list(`drops/${dropId}/batch/`)).toEqual([]);
    expect(new Set(world.told().map((event) => MainstayEvent.parse(event).eventId)).size).toBeLessThan(
      world.told().length,
    );
  });
});
