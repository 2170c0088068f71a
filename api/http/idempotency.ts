import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { DomainError } from '../../core/errors.ts';
import type { KeptAnswer } from '../../core/ports.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from './env.ts';
import { problemResponse } from './problem.ts';

/** The header that makes a repeated POST safe: the same key and body always get the first one's answer. */
export const idempotencyHeader = 'Idempotency-Key';

const keyPattern = /^[\x21-\x7e]{1,200}$/;

/** The key that the client sent, made its own: two clients may use the same. @throws {DomainError} `invalid-request` */
export function idempotencyKey(context: Context<ApiEnv>): string | undefined {
  const key = context.req.header(idempotencyHeader);
  if (key === undefined) return undefined;
  if (!keyPattern.test(key)) {
    throw new DomainError(
      'invalid-request',
      `${idempotencyHeader} takes 1 to 200 printable ASCII characters without spaces`,
    );
  }
  return hashOf(context.get('principal').id, key);
}

/** What makes two requests the same one. */
export function fingerprintOf(context: Context<ApiEnv>, bodySha256: string): string {
  return hashOf(context.req.method, context.req.path, new URL(context.req.url).search, bodySha256);
}

export function hashOf(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** A request that may be a repeat. */
interface Repeatable {
  /** undefined: the client sent none, and every request is its own. */
  readonly key: string | undefined;
  readonly fingerprint: string;
  /** Customers that the answer speaks of. */
  readonly customerIds: readonly string[];
}

/**
 * Does the work for the first request with a key and gives its answer to all others, a refusal too. An answer of 500 or
 * above, or a crash, gives the key up.
 *
 * @throws {DomainError} `request-in-progress`, `idempotency-mismatch`
 */
export async function idempotently(
  { records, clock }: Pick<ApiDeps, 'records' | 'clock'>,
  context: Context<ApiEnv>,
  { key, fingerprint, customerIds }: Repeatable,
  work: () => Promise<Response>,
): Promise<Response> {
  if (key === undefined) return work();
  const store = records.idempotency;
  const claim = await store.claim(key, fingerprint, clock.now());
  if (claim === 'in-progress') {
    throw new DomainError(
      'request-in-progress',
      'The first request with this key is still being worked on; try again soon',
    );
  }
  if (claim === 'mismatch') {
    throw new DomainError(
      'idempotency-mismatch',
      'This key came before with another path, query or body; use a new one',
    );
  }
  if (claim !== 'claimed') return replay(claim);
  try {
    const response = await refusalAsAnswer(context, work);
    if (response.status >= 500) {
      await store.release(key);
      return response;
    }
    const answer = {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      body: await response.clone().text(),
      customerIds: [...customerIds],
    };
    await store.complete(key, answer, clock.now());
    return response;
  } catch (error) {
    await store.release(key);
    throw error;
  }
}

/** A foreseen refusal is an answer as good as any, and is kept; what we are to blame for is thrown on. */
async function refusalAsAnswer(context: Context<ApiEnv>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError && error.status < 500) return problemResponse(context, error);
    throw error;
  }
}

function replay({ status, contentType, body }: KeptAnswer): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': contentType, 'idempotency-replayed': 'true', 'cache-control': 'no-store' },
  });
}
