import { createRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { z } from 'zod';
import { type FailureCode, failures } from '../core/errors.ts';
import { access, scopes } from './access/scopes.ts';
import { idempotencyHeader } from './http/idempotency.ts';
import { Problem } from './http/problem.ts';
import type { Operation } from './operation.ts';

const commonFailures: readonly FailureCode[] = ['invalid-request'];
const guardedFailures: readonly FailureCode[] = ['unauthorized', 'forbidden', 'issuer-unreachable'];
const postFailures: readonly FailureCode[] = ['request-in-progress', 'idempotency-mismatch'];
const jsonFailures: readonly FailureCode[] = ['malformed-json', 'too-large', 'unsupported-media-type'];

const idempotencyParameter = {
  name: idempotencyHeader,
  in: 'header',
  required: false,
  description:
    'Makes a repeat safe: for 24 hours the same key and body get the first answer again, with Idempotency-Replayed: true',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
} as const;

/** The OpenAPI 3.1 document of the calls, made from the very schemas that check them. */
export function openApiDocument(operations: readonly Operation[], version: string) {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: `An API key, or a token with these scopes:\n${Object.entries(scopes)
      .map(([scope, meaning]) => `- \`${scope}\`: ${meaning}`)
      .join('\n')}`,
  });
  for (const operation of operations) app.openAPIRegistry.registerPath(routeOf(operation));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Mainstay',
      version,
      description:
        'Which customers are about to leave, why, and what to do about each. Errors are `application/problem+json` ' +
        '(RFC 9457): act on `code`. Lists page by `cursor`. A path parameter is percent-encoded.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    tags: ['Scores', 'Customers', 'Drops', 'Models', 'Runs', 'Service'].map((name) => ({ name })),
  });
}

function routeOf(operation: Operation): RouteConfig {
  const { id, method, path, tag, summary, description, params, query, queryGroup, body, answer } = operation;
  const scope = access[id];
  const headers = method === 'post' ? [idempotencyParameter] : [];
  const group = queryGroup ? [groupParameter(queryGroup)] : [];
  const shownQuery = z.object(
    Object.fromEntries(Object.entries(query.shape).filter(([name]) => name !== queryGroup?.into)),
  );
  return createRoute({
    operationId: id,
    method,
    path,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(scope === 'public' ? { security: [] } : { security: [{ bearer: [scope] }] }),
    parameters: [...group, ...headers],
    request: {
      params,
      query: shownQuery,
      ...(body
        ? { body: { required: true, content: { 'application/json': { schema: body.schema, example: body.example } } } }
        : {}),
      ...(operation.streamedBody ? { body: { required: true, content: streamed(operation) } } : {}),
    },
    responses: {
      ...problems(operation),
      ...also(operation),
      ...(operation.orJson ? { [operation.orJson.answer.status]: success(operation.orJson.answer) } : {}),
      [answer.status]: success(answer),
    },
  });
}

function success({ description, schema, example, contentType }: Operation['answer']) {
  if (schema) {
    return { description, content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } } };
  }
  return contentType === undefined
    ? { description }
    : { description, content: { [contentType]: { schema: z.string() } } };
}

function streamed({ streamedBody = [], orJson }: Operation) {
  const schema = { type: 'string', format: 'binary' } as const;
  return {
    ...Object.fromEntries(streamedBody.map((type) => [type, { schema }])),
    ...(orJson ? { 'application/json': { schema: orJson.schema, example: orJson.example } } : {}),
  };
}

function also({ answer, alsoAnswers = [] }: Operation) {
  return Object.fromEntries(
    alsoAnswers.map(({ status, description }) => [status, success({ ...answer, description })]),
  );
}

/** One answer per status, naming the codes that come with it. */
function problems({ id, method, body, failures: own = [] }: Operation) {
  const codes = [
    ...commonFailures,
    ...(access[id] === 'public' ? [] : guardedFailures),
    ...(method === 'post' ? postFailures : []),
    ...(body ? jsonFailures : []),
    ...own,
  ];
  const byStatus = Map.groupBy(new Set(codes), (code) => failures[code].status);
  return Object.fromEntries(
    Array.from(byStatus, ([status, of]) => [
      status,
      {
        description: of.map((code) => `\`${code}\`: ${failures[code].title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}

/** Written out as one object: `form` with `explode` sends each of its fields as a parameter of that very name. */
function groupParameter({ into, description, example }: NonNullable<Operation['queryGroup']>) {
  return {
    name: into,
    in: 'query',
    required: false,
    description,
    style: 'form',
    explode: true,
    schema: {
      type: 'object',
      additionalProperties: { type: 'string' },
    },
    example,
  } as const;
}
