import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../../core/errors.ts';
import { type Authenticator, bearerToken, type Principal } from './authenticator.ts';
import { Scope } from './scopes.ts';

/** Shortest key taken: 24 characters of base64 hold 144 bits. */
const minKeyLength = 24;

interface Key {
  readonly hash: Buffer;
  readonly principal: Principal;
}

/**
 * Reads `MAINSTAY_API_KEYS`: keys separated by spaces or commas, each `name:key` or `name:key:scope+scope`
 * (all scopes where none is named). Only hashes are kept, compared in constant time.
 *
 * @throws {DomainError} `invalid-request` for a key that is short, a name given twice, or an unknown scope
 */
export function apiKeyAccess(setting: string): Authenticator {
  const keys = setting
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part, index) => parseKey(part, index + 1));
  if (keys.length === 0) throw wrong('names no key');
  const names = keys.map(({ principal }) => principal.id);
  if (new Set(names).size < names.length) throw wrong('gives a name twice');
  return {
    authenticate: async ({ authorization, apiKey }) => {
      const sent = apiKey ?? bearerToken(authorization);
      if (sent === undefined) return undefined;
      const hash = hashOf(sent);
      // No early exit: how long this takes says nothing of which key came close.
      let found: Principal | undefined;
      for (const key of keys) if (timingSafeEqual(key.hash, hash)) found = key.principal;
      return found;
    },
  };
}

function parseKey(text: string, place: number): Key {
  const parts = /^([\w.-]{1,60}):([^:]+)(?::(.+))?$/.exec(text);
  const [, name = '', key = '', allowed] = parts ?? [];
  if (!parts) throw wrong(`needs name:key or name:key:scope+scope at key ${place}`);
  if (key.length < minKeyLength) throw wrong(`holds a key of under ${minKeyLength} characters at key ${place}`);
  const scopes = allowed === undefined ? Scope.options : allowed.split('+').map((scope) => parseScope(scope, place));
  return { hash: hashOf(key), principal: { id: name, scopes: new Set(scopes) } };
}

function parseScope(text: string, place: number): Scope {
  const scope = Scope.safeParse(text);
  if (!scope.success)
    throw wrong(`names an unknown scope at key ${place}: ${text}; known are ${Scope.options.join(', ')}`);
  return scope.data;
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function wrong(what: string): DomainError {
  return new DomainError('invalid-request', `MAINSTAY_API_KEYS ${what}`);
}
