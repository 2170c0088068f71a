import type { Context } from 'hono';
import { z } from 'zod';
import type { FailureCode } from '../core/errors.ts';
import { checkInput } from './http/check-input.ts';
import type { ApiEnv } from './http/env.ts';
import { type Place, places } from './places.ts';

/** One call of the API: its documentation, beside what {@link places} says of it. */
interface Call extends Pick<Place, 'id'> {
  readonly tag: 'Scores' | 'Customers' | 'Drops' | 'Models' | 'Runs' | 'Service';
  readonly summary: string;
  readonly description?: string;
  /** Query parameters of open names: all that begin with `prefix.` are gathered in the field `into`. */
  readonly queryGroup?: {
    readonly prefix: string;
    readonly into: string;
    readonly description: string;
    readonly example: Readonly<Record<string, string>>;
  };
  /** A body that the handler streams itself: its content types. The handler sees to the idempotency key. */
  readonly streamedBody?: readonly string[];
  /** What the call of a streamed body also takes as JSON, and answers to that. The handler reads and checks it itself. */
  readonly orJson?: { readonly schema: z.ZodType; readonly example: unknown; readonly answer: Answer<unknown> };
  /** Foreseen failures beside those that every call has. */
  readonly failures?: readonly FailureCode[];
  /** Answers of the same shape under another status. */
  readonly alsoAnswers?: readonly { readonly status: number; readonly description: string }[];
}

interface Answer<R> {
  readonly status: 200 | 201 | 202;
  readonly description: string;
  /** Left out where the answer is not JSON. */
  readonly schema?: z.ZodType<R>;
  readonly example?: unknown;
  /** Content type where the answer is not JSON. */
  readonly contentType?: string;
}

/** What a handler is given; everything in it has been checked. */
export interface Input<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Who calls. */
  readonly by: string;
  readonly context: Context<ApiEnv>;
}

/** A call as a route declares it. */
interface Declared<P, Q, B, R> extends Call {
  readonly params: z.ZodObject & z.ZodType<P>;
  readonly query: z.ZodObject & z.ZodType<Q>;
  /**
   * A JSON body. `plain` gives what the schema makes of most values, or undefined for those that the schema is to judge:
   * for calls where its time is felt.
   */
  readonly body: {
    readonly schema: z.ZodType<B>;
    readonly plain?: (value: unknown) => B | undefined;
    readonly example?: unknown;
  };
  readonly answer: Answer<R>;
  /** Customers that the answer speaks of: a kept answer is forgotten when one of them is erased. */
  readonly customersOf?: (body: B) => readonly string[];
  /** A JSON call gives the content of its answer, any other the whole response. */
  readonly handle: (input: Input<P, Q, B>) => Promise<R | Response>;
}

/** A request that has been checked and can be carried out. */
interface Prepared {
  readonly customerIds: readonly string[];
  readonly run: () => Promise<unknown>;
}

/** A call as the mount and the OpenAPI document see it. */
export interface Operation extends Call, Place {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: { readonly schema: z.ZodType; readonly example?: unknown } | undefined;
  readonly answer: Answer<unknown>;
  /** @throws {DomainError} `invalid-request`, naming every place that is wrong */
  readonly prepare: (raw: Input<unknown, unknown, unknown>) => Prepared;
}

/** For calls without parameters. */
export const nothing = z.strictObject({});
/** For calls without a JSON body. */
export const noBody = { schema: z.undefined() };

/** Declares a call, which is found where {@link places} says. */
export function operation<P, Q, B, R>(declared: Declared<P, Q, B, R>): Operation {
  const { params, query, body, customersOf, handle, ...call } = declared;
  const place = places.find(({ id }) => id === call.id);
  if (!place) throw new Error(`The call ${call.id} has no place`);
  return {
    ...call,
    ...place,
    params,
    query,
    body: body.schema instanceof z.ZodUndefined ? undefined : body,
    prepare: (raw) => {
      const input = {
        ...raw,
        params: checkInput(params, raw.params, 'The path'),
        query: checkInput(query, raw.query, 'The query'),
        body: body.plain?.(raw.body) ?? checkInput(body.schema, raw.body, 'The body'),
      };
      return { customerIds: customersOf?.(input.body) ?? [], run: () => handle(input) };
    },
  };
}
