import type { Scope } from './scopes.ts';

/** Who calls, and what they may do. */
export interface Principal {
  /** Stable name of the caller; goes into the audit log. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** What is known of a request before anyone looks into it. */
export interface Credentials {
  /** Content of the `Authorization` header. */
  readonly authorization: string | undefined;
  /** Content of the `X-Api-Key` header. */
  readonly apiKey: string | undefined;
  /** Claims of a token that the home's gateway has verified; undefined where none stands before it. */
  readonly verifiedClaims?: unknown;
}

/** Tells who calls. Each home brings its own. */
export interface Authenticator {
  /**
   * @returns undefined where the credentials are missing or wrong
   * @throws {DomainError} `unauthorized` where it can say what is wrong with a token, `issuer-unreachable`
   */
  authenticate(credentials: Credentials): Promise<Principal | undefined>;
  /** What stands before our scopes in a token, for the challenge of a refused one. @default nothing */
  readonly scopePrefix?: string | undefined;
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
}
