import { isIPv4 } from 'node:net';
import { DomainError } from '../../core/errors.ts';
import { apiKeyAccess } from './api-keys.ts';
import type { Authenticator } from './authenticator.ts';
import { keysOrTokens } from './keys-or-tokens.ts';
import { openAccess } from './open-access.ts';

/** Names by which a browser or client on this machine reaches a loopback address. */
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface Access {
  readonly authenticator: Authenticator;
  /** For the API's settings. */
  readonly allowedHosts: ReadonlySet<string> | undefined;
  /** Whether anyone who reaches the server may call it. */
  readonly open: boolean;
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Who may call a server on an address: with keys or tokens only those who hold one; without, everyone on this machine.
 *
 * @param apiKeys - content of `MAINSTAY_API_KEYS`
 * @param tokens - reads tokens of an OIDC issuer
 * @throws {DomainError} `invalid-request` where others could reach the server without either, or the keys cannot be read
 */
export function chooseAccess(host: string, apiKeys: string | undefined, tokens?: Authenticator): Access {
  const keys = apiKeys !== undefined && apiKeys.trim() !== '' ? apiKeyAccess(apiKeys) : undefined;
  const authenticator = keys && tokens ? keysOrTokens(keys, tokens) : (keys ?? tokens);
  if (authenticator) return { authenticator, allowedHosts: undefined, open: false };
  if (!isLoopback(host)) {
    throw new DomainError(
      'invalid-request',
      `${host} can be reached from other machines, so callers need keys or tokens: set MAINSTAY_API_KEYS="name:$(openssl rand -base64 24)", or MAINSTAY_OIDC_ISSUER and MAINSTAY_OIDC_AUDIENCE, or serve on 127.0.0.1`,
    );
  }
  return { authenticator: openAccess, allowedHosts: new Set([...loopbackNames, host]), open: true };
}
