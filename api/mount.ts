import type { Context, Hono } from 'hono';
import { DomainError } from '../core/errors.ts';
import { type Authenticator, bearerToken, type Principal } from './access/authenticator.ts';
import { challenge } from './access/challenge.ts';
import { access } from './access/scopes.ts';
import type { DeclaredCalls } from './declared-calls.ts';
import { type ApiDeps, defaultSettings } from './deps.ts';
import type { ApiEnv, RequestOrigin } from './http/env.ts';
import { fingerprintOf, hashOf, idempotencyKey, idempotently } from './http/idempotency.ts';
import { jsonResponse } from './http/json-response.ts';
import { parseJson, readJsonBody } from './http/read-body.ts';
import { readQuery } from './http/read-query.ts';
import type { Operation } from './operation.ts';
import { type Place, places } from './places.ts';

/** Makes routes of declared calls: who may call, what came in, the idempotency key, the answer. */
export function mount(app: Hono<ApiEnv>, calls: DeclaredCalls, deps: ApiDeps): void {
  for (const place of places) {
    app.on(place.method.toUpperCase(), place.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      await authorize(context, place, deps);
      const response = await answer(context, await calls.of(place), deps);
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
      return response;
    });
  }
}

/** @throws {DomainError} `unauthorized`, `forbidden` */
async function authorize(context: Context<ApiEnv>, { id }: Place, { authenticator }: ApiDeps): Promise<void> {
  const scope = access[id];
  if (scope === 'public') return;
  const principal = await identify(context, authenticator);
  if (!principal.scopes.has(scope)) {
    const description = `This call needs the scope ${scope}`;
    const asked = `${authenticator.scopePrefix ?? ''}${scope}`;
    context.set('challenge', challenge({ error: 'insufficient_scope', description, scope: asked }));
    throw new DomainError('forbidden', description);
  }
  context.set('principal', principal);
}

/** @throws {DomainError} `unauthorized`, `issuer-unreachable` */
async function identify(context: Context<ApiEnv>, authenticator: Authenticator): Promise<Principal> {
  const authorization = context.req.header('authorization');
  try {
    const principal = await authenticator.authenticate({
      authorization,
      apiKey: context.req.header('x-api-key'),
      verifiedClaims: originOf(context).verifiedClaims,
    });
    if (principal) return principal;
    throw new DomainError('unauthorized', 'Send a valid key or token as "Authorization: Bearer …" or "X-Api-Key: …"');
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unauthorized') {
      const sent = bearerToken(authorization) !== undefined;
      context.set('challenge', challenge(sent ? { error: 'invalid_token', description: error.message } : undefined));
    }
    throw error;
  }
}

/** Empty where the app is called without one, as servers and tests do. */
function originOf({ env }: { env: RequestOrigin | undefined }): RequestOrigin {
  return env ?? {};
}

async function answer(context: Context<ApiEnv>, operation: Operation, deps: ApiDeps): Promise<Response> {
  const by = access[operation.id] === 'public' ? 'anyone' : context.get('principal').id;
  const raw = { params: context.req.param(), query: readQuery(context, operation), by, context };
  if (!operation.body) {
    if (operation.method === 'post' && !operation.streamedBody) {
      throw new Error(`${operation.id} takes no body: a POST without one could be sent by a page of another site`);
    }
    return respond(operation, await operation.prepare({ ...raw, body: undefined }).run());
  }
  const bytes = await readJsonBody(context, deps.settings?.jsonBodyLimitBytes ?? defaultSettings.jsonBodyLimitBytes);
  const key = idempotencyKey(context);
  const { customerIds, run } = operation.prepare({ ...raw, body: parseJson(bytes) });
  const work = async (): Promise<Response> => respond(operation, await run());
  if (key === undefined) return work();
  const fingerprint = fingerprintOf(context, hashOf(bytes));
  return idempotently(deps, context, { key, fingerprint, customerIds }, work);
}

function respond({ answer: { status } }: Operation, content: unknown): Response {
  return content instanceof Response ? content : jsonResponse(content, { status });
}
