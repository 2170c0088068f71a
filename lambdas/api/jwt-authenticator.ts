import { z } from 'zod';
import type { Authenticator } from '../../api/access/authenticator.ts';
import { grantedScopes } from '../../api/access/granted-scopes.ts';

/** Claims of an access token of Cognito: of a client (client credentials) or of a person (code and PKCE). */
const Claims = z.object({
  token_use: z.literal('access').optional(),
  scope: z.string().default(''),
  username: z.string().min(1).optional(),
  client_id: z.string().min(1).optional(),
  sub: z.string().min(1).optional(),
});

/**
 * Reads who calls from the token that the gateway's JWT authorizer has verified. Nothing that a client sends is looked
 * at: without the authorizer's claims nobody is let in.
 *
 * @param scopePrefix - what stands before our scopes in a token, such as `mainstay/`; others are not ours
 */
export function jwtAuthenticator(scopePrefix: string): Authenticator {
  return {
    scopePrefix,
    authenticate: async ({ verifiedClaims }) => {
      const claims = Claims.safeParse(verifiedClaims).data;
      const id = claims?.username ?? claims?.client_id ?? claims?.sub;
      if (!claims || id === undefined) return undefined;
      return { id, scopes: grantedScopes(claims.scope.split(' '), scopePrefix) };
    },
  };
}
