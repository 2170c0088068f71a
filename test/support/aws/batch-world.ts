import { z } from 'zod';
import { batchTasks } from '../../../core/batch/batch-tasks.ts';
import type { QueuedDrop } from '../../../core/intake/queued-drop.ts';
import { readObject } from '../../../core/lifecycle/stored-model.ts';
import type { ObjectStore } from '../../../core/ports.ts';
import { type FunctionWorld, functionWorld } from './function-world.ts';
import { lambdaContext } from './http-api-event.ts';
import { type JsonService, jsonService } from './json-service.ts';

/** Tasks of the workflow, by the file of their handler. */
export const taskFiles = {
  PlanShards: 'plan-shards',
  ScoreShard: 'score-shard',
  Summarise: 'summarise',
  Announce: 'announce',
  RecordFailure: 'record-failure',
} as const satisfies Record<keyof ReturnType<typeof batchTasks>, string>;

type Handler = (event: unknown, context: typeof lambdaContext) => Promise<unknown>;

const Entries = z.object({ Entries: z.array(z.object({ EventBusName: z.string(), Detail: z.string() })) });
const Started = z.object({ stateMachineArn: z.string(), name: z.string(), input: z.string() });

export interface BatchWorld extends FunctionWorld {
  readonly bus: JsonService;
  readonly stepFunctions: JsonService;
  /** Invokes a function as it stands in `lambdas/batch/<file>.handler.ts`. */
  invoke(file: string, event: unknown): Promise<unknown>;
  /** What was told on the bus so far. */
  told(): unknown[];
  /** Executions that were started so far, a name once. */
  executions(): z.infer<typeof Started>[];
}

/** The batch functions on local servers for DynamoDB, S3, EventBridge and Step Functions. */
export async function batchWorld(
  variables: Readonly<Record<string, string>> = {},
  options: { readonly ownProcess?: boolean } = {},
): Promise<BatchWorld> {
  const bus = await jsonService(({ input }) => ({
    body: { FailedEntryCount: 0, Entries: Entries.parse(input).Entries.map((_, n) => ({ EventId: `e${n}` })) },
  }));
  const names = new Set<string>();
  const stepFunctions = await jsonService(({ input }) => {
    const { name } = Started.parse(input);
    if (names.has(name)) return { status: 400, body: { __type: 'ExecutionAlreadyExists', message: name } };
    names.add(name);
    return { body: { executionArn: `arn:aws:states:eu-west-1:123456789012:execution:batch:${name}`, startDate: 1 } };
  });
  const world = await functionWorld(
    {
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
      AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint,
      EVENT_BUS_NAME: 'mainstay',
      STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:batch',
      STAGE: 'test',
      ...variables,
    },
    options,
  );
  return {
    ...world,
    bus,
    stepFunctions,
    invoke: async (file, event) => {
      const loaded: { handler: Handler } = await import(`../../../lambdas/batch/${file}.handler.ts`);
      return loaded.handler(event, lambdaContext);
    },
    told: () =>
      bus.calls.flatMap(({ input }) => Entries.parse(input).Entries.map(({ Detail }): unknown => JSON.parse(Detail))),
    executions: () => {
      const seen = new Map(stepFunctions.calls.map(({ input }) => Started.parse(input)).map((one) => [one.name, one]));
      return [...seen.values()];
    },
    stop: async () => {
      await world.stop();
      await bus.stop();
      await stepFunctions.stop();
    },
  };
}

/** Puts a file into the object store as a drop, as the API does. */
export async function dropIn(objects: ObjectStore, dropId: string, content: string | Uint8Array): Promise<QueuedDrop> {
  const bytes = Buffer.from(content);
  const objectKey = `drops/${dropId}/original`;
  await objects.put(objectKey, bytes);
  const receivedAt = '2026-11-22T10:15:02.000Z';
  return { dropId, objectKey, fileName: 'customers.csv', sizeBytes: bytes.length, sha256: null, receivedAt };
}

/** An object as text; undefined if there is none. */
export async function textIn(objects: ObjectStore, key: string): Promise<string | undefined> {
  const bytes = await readObject(objects, key);
  return bytes && new TextDecoder().decode(bytes);
}
