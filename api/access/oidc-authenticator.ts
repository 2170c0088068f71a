import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import type { OidcSettings } from './access-env.ts';
import { type Authenticator, bearerToken } from './authenticator.ts';
import { grantedScopes } from './granted-scopes.ts';

/** Signatures by a private key that only the issuer has. None and HS… are left out: anyone could make those. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
];

/** How far the clocks of issuer and server may be apart, seconds. */
const clockToleranceSeconds = 30;

/** Scopes as one text, or as a list: OAuth 2.0 (RFC 8693) has `scope`; Entra ID and Okta have `scp`. */
const ScopeClaim = z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]).default([]);

/** What is read of an access token's claims (RFC 9068, and what Cognito, Entra ID, Okta and Keycloak make of it). */
const Claims = z.object({
  /** Cognito's, on both kinds of its tokens. */
  token_use: z.literal('access').optional(),
  aud: z.union([z.string().transform((text) => [text]), z.array(z.string())]).optional(),
  client_id: z.string().min(1).optional(),
  azp: z.string().min(1).optional(),
  /** Cognito's name of a person; `sub` is a number without meaning there. */
  username: z.string().min(1).optional(),
  sub: z.string().min(1).optional(),
  scope: ScopeClaim,
  scp: ScopeClaim,
});
type Claims = z.infer<typeof Claims>;

/**
 * Reads who calls from an access token of an issuer, a signed JWT in `Authorization: Bearer …`. A token has to be signed
 * by one of the issuer's keys, be for one of our audiences and hold good now; what it then allows are its scopes.
 */
export function oidcAuthenticator(
  options: OidcSettings & { readonly keys: JWTVerifyGetKey; readonly now?: () => Date },
): Authenticator {
  const { issuer, audiences, scopePrefix, keys, now } = options;
  return {
    scopePrefix,
    authenticate: async ({ authorization }) => {
      const token = bearerToken(authorization);
      if (token === undefined) return undefined;
      if (token.split('.').length !== 3) throw refused('it is no signed JWT; ask the issuer for a token for this API');
      const claims = Claims.safeParse(await verified(token, keys, issuer, now?.()));
      if (!claims.success) {
        throw refused(`its claim ${claims.error.issues[0]?.path.join('.')} is not that of an access token`);
      }
      const { username, sub, client_id: client, azp, scope, scp } = claims.data;
      if (!isFor(claims.data, audiences)) throw refused('it is for another audience');
      const id = username ?? sub ?? client ?? azp;
      if (id === undefined) throw refused('it does not say whose it is');
      return { id, scopes: grantedScopes([...scope, ...scp], scopePrefix) };
    },
  };
}

/** Cognito's access tokens name a client and no audience; API Gateway's JWT authorizer reads them the same way. */
function isFor({ aud, client_id: client }: Claims, audiences: readonly string[]): boolean {
  const named = aud ?? (client === undefined ? [] : [client]);
  return named.some((audience) => audiences.includes(audience));
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  issuer: string,
  currentDate: Date | undefined,
): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp'],
      ...(currentDate ? { currentDate } : {}),
    });
    const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '') ?? 'jwt';
    if (type !== 'jwt' && type !== 'at+jwt') throw refused('it is no access token by its type');
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refused(whyNot(error), error);
    throw error;
  }
}

/** Says what is wrong without quoting the token. */
function whyNot(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') return 'it does not hold good yet';
    if (error.claim === 'iss') return 'it is of another issuer';
    return `its claim ${error.claim} is missing or wrong`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong';
  if (error instanceof errors.JWKSNoMatchingKey) return 'it is signed with no key of the issuer';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'it does not name the key that it is signed with';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'it is signed in a way that is not taken';
  return 'it is damaged';
}

function refused(why: string, cause?: unknown): DomainError {
  return new DomainError('unauthorized', `The token is not taken: ${why}`, { cause });
}
