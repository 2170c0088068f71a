import type { Principal } from '../access/authenticator.ts';

/** What a request brings beside HTTP, from the home that took it in; nothing of it comes from the client. */
export interface RequestOrigin {
  /** Claims of a token that a gateway before this process has verified. */
  readonly verifiedClaims?: unknown;
}

/** What middleware hands on to routes. */
export interface ApiEnv {
  Bindings: RequestOrigin;
  Variables: {
    requestId: string;
    principal: Principal;
    /** `WWW-Authenticate`, where a call was turned away for who makes it. */
    challenge?: string;
  };
}
