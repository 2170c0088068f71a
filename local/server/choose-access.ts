import { isIPv4 } from 'node:net';
import { apiKeyAccess } from '../../api/access/api-keys.ts';
import type { Authenticator } from '../../api/access/authenticator.ts';
import { openAccess } from '../../api/access/open-access.ts';
import { DomainError } from '../../core/errors.ts';

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
 * Who may call a server on an address: with keys only those who hold one; without, everyone on this machine.
 *
 * @param apiKeys - content of `MAINSTAY_API_KEYS`
 * @throws {DomainError} `invalid-request` where others could reach the server without a key, or the keys cannot be read
 */
export function chooseAccess(host: string, apiKeys: string | undefined): Access {
  if (apiKeys !== undefined && apiKeys.trim() !== '') {
    return { authenticator: apiKeyAccess(apiKeys), allowedHosts: undefined, open: false };
  }
  if (!isLoopback(host)) {
    throw new DomainError(
      'invalid-request',
      `${host} can be reached from other machines, so it needs keys: set MAINSTAY_API_KEYS="name:$(openssl rand -base64 24)", or serve on 127.0.0.1`,
    );
  }
  return { authenticator: openAccess, allowedHosts: new Set([...loopbackNames, host]), open: true };
}
