import type { Principal } from '../access/authenticator.ts';

/** What middleware hands on to routes. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    principal: Principal;
  };
}
