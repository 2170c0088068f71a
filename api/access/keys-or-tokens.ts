import type { Authenticator } from './authenticator.ts';

/** Takes what either takes: keys, which cost next to nothing to look up, before tokens. */
export function keysOrTokens(keys: Authenticator, tokens: Authenticator): Authenticator {
  return {
    scopePrefix: tokens.scopePrefix,
    authenticate: async (credentials) =>
      (await keys.authenticate(credentials)) ?? (await tokens.authenticate(credentials)),
  };
}
