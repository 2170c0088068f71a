import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';

/** Where every OpenID provider describes itself (OpenID Connect Discovery 1.0, section 4), below its issuer. */
const discoveryPath = '/.well-known/openid-configuration';

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

export interface IssuerOptions {
  /** Told when keys cannot be renewed; those that are held go on counting. */
  readonly onKeysFailure: (error: unknown) => void;
  /** Pauses before the issuer is asked again as a server starts, ms. @default [500, 2000] */
  readonly retryAfterMs?: readonly number[];
  /** Age at which keys are asked for anew, so that one that was withdrawn stops counting, ms. @default 10 minutes */
  readonly renewAfterMs?: number;
  /** Least time between two looks for keys that a token names and nobody knows, ms. @default 30 s */
  readonly cooldownMs?: number;
  /** How long an answer may take, ms. @default 5 s */
  readonly timeoutMs?: number;
}

/**
 * Asks an issuer where its keys are and fetches them. The keys follow its rotation: they are renewed by age, in the
 * background, and at once when a token names one that is not held (not more often than the cooldown allows).
 *
 * @param issuer - its address as tokens name it
 * @throws {DomainError} `issuer-unreachable` saying what to check, `invalid-request` where it is another than it says
 */
export async function discoverIssuer(issuer: string, options: IssuerOptions): Promise<JWTVerifyGetKey> {
  const { retryAfterMs = [500, 2_000], cooldownMs = 30_000, timeoutMs = 5_000 } = options;
  for (const pauseMs of [...retryAfterMs, undefined]) {
    try {
      const found = await describedBy(issuer, timeoutMs);
      const keys = createRemoteJWKSet(new URL(found.jwks_uri), {
        timeoutDuration: timeoutMs,
        cooldownDuration: cooldownMs,
        cacheMaxAge: Number.POSITIVE_INFINITY, // an outage of the issuer must not lock out those who hold a token
      });
      await keys.reload();
      return renewing(issuer, keys, options);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (pauseMs === undefined) throw unreachable(issuer, error);
      await sleep(pauseMs);
    }
  }
  throw new Error('the last attempt returns or throws');
}

async function describedBy(issuer: string, timeoutMs: number): Promise<z.infer<typeof Discovery>> {
  const address = issuer.replace(/\/$/, '') + discoveryPath;
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const text = await response.text();
  const parsed = Discovery.safeParse(parsedJson(text));
  if (!parsed.success) throw new Error(`${address} is no discovery document`);
  if (parsed.data.issuer !== issuer) {
    throw new DomainError(
      'invalid-request',
      `MAINSTAY_OIDC_ISSUER is ${issuer}, but the issuer there calls itself ${parsed.data.issuer}: give it by that name, to the letter`,
    );
  }
  if (new URL(parsed.data.jwks_uri).protocol !== new URL(issuer).protocol) {
    throw new Error(`${address} names keys at ${parsed.data.jwks_uri}, which is not as safe as the issuer`);
  }
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function renewing(issuer: string, keys: RemoteJWKSet, options: IssuerOptions): JWTVerifyGetKey {
  const { onKeysFailure, renewAfterMs = 600_000, cooldownMs = 30_000 } = options;
  let dueMs = performance.now() + renewAfterMs;
  const renew = async (): Promise<void> => {
    if (performance.now() < dueMs) return;
    dueMs = performance.now() + cooldownMs; // until it has worked
    try {
      await keys.reload();
      dueMs = performance.now() + renewAfterMs;
    } catch (error) {
      onKeysFailure(error);
    }
  };
  return async (header, token) => {
    void renew(); // nobody waits for it
    try {
      return await keys(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      onKeysFailure(error);
      throw unreachable(issuer, error);
    }
  };
}

/** Whether a token is to blame for that it has no key, rather than the issuer. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function unreachable(issuer: string, cause: unknown): DomainError {
  const why = cause instanceof Error ? [cause.message, innermost(cause)].filter(Boolean).join(': ') : String(cause);
  return new DomainError(
    'issuer-unreachable',
    `The OIDC issuer ${issuer} gives no keys to check tokens with (${why}). Check MAINSTAY_OIDC_ISSUER, and that this machine reaches it.`,
    { cause },
  );
}

/** fetch only says "fetch failed"; why stands in its cause. */
function innermost({ cause }: Error): string | undefined {
  return cause instanceof Error ? (innermost(cause) ?? cause.message) : undefined;
}
