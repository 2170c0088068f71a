import { readAccessEnv } from './access-env.ts';
import { type Access, chooseAccess } from './choose-access.ts';
import { discoverIssuer } from './discover-issuer.ts';
import { oidcAuthenticator } from './oidc-authenticator.ts';

/**
 * Who may call a server on an address, as its environment says. Where that names an issuer, it is asked for its keys now:
 * a server that could let nobody in does not start.
 *
 * @param onKeysFailure - told when the issuer's keys cannot be renewed later; those that are held go on counting
 * @throws {DomainError} `invalid-request` for wrong variables or none where some are needed, `issuer-unreachable`
 */
export async function accessByEnv(
  host: string,
  env: Readonly<Record<string, string | undefined>>,
  onKeysFailure: (error: unknown) => void,
): Promise<Access> {
  const { apiKeys, oidc } = readAccessEnv(env);
  const without = chooseAccess(oidc ? '127.0.0.1' : host, apiKeys); // wrong keys are told before anyone is asked
  if (!oidc) return without;
  const keys = await discoverIssuer(oidc.issuer, { onKeysFailure });
  return chooseAccess(host, apiKeys, oidcAuthenticator({ ...oidc, keys }));
}
