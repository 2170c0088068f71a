import { z } from 'zod';
import type { ObjectStore, Records } from '../../../core/ports.ts';
import { functionWorld } from './function-world.ts';
import { type Call, httpApiEvent, lambdaContext } from './http-api-event.ts';

const Result = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  isBase64Encoded: z.literal(false),
});
export type Result = z.infer<typeof Result>;

export interface ApiFunctionUnderTest {
  readonly records: Records;
  readonly objects: ObjectStore;
  /** Loads the function as Lambda does, once. */
  readonly start: () => Promise<void>;
  /** Sends it an event, as it stands. */
  invoke(event: unknown): Promise<Result>;
  /** Sends it a call with a token of these claims; without claims, as a route without authorizer does. */
  call(call: Call, claims?: Record<string, string>): Promise<Result>;
  /** Lines that were written since the last time, parsed. */
  readonly lines: () => Record<string, unknown>[];
  readonly stop: () => Promise<void>;
}

/** The API function on local servers that speak the protocols of DynamoDB and S3, configured by nothing but its environment. */
export async function apiFunctionUnderTest(variables: Record<string, string> = {}): Promise<ApiFunctionUnderTest> {
  const { records, objects, lines, stop } = await functionWorld({ SCOPE_PREFIX: 'mainstay/', ...variables });
  let handler: ((event: unknown, context: typeof lambdaContext) => Promise<unknown>) | undefined;
  const invoke = async (event: unknown): Promise<Result> => {
    if (!handler) throw new Error('start it first');
    return Result.parse(await handler(event, lambdaContext));
  };
  return {
    records,
    objects,
    start: async () => {
      ({ handler } = await import('../../../lambdas/api/api.handler.ts'));
    },
    invoke,
    call: (call, claims) => invoke(httpApiEvent(call, claims)),
    lines,
    stop,
  };
}
