import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { isLoopback } from './choose-access.ts';

/** An empty variable is one that is not set, as in a shell or a manifest. */
const setting = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : text))
  .optional();

/** https, or http to a server of this machine: tokens are only as safe as the way their keys come. */
const issuerAddress = z.url().refine(
  (text) => {
    const url = URL.parse(text);
    if (!url || url.search !== '' || url.hash !== '') return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname.replaceAll(/[[\]]/g, '')));
  },
  { error: 'has to be an https address without query; http only on this machine' },
);

/** Who issues tokens for a server, and how they are read. */
export interface OidcSettings {
  /** As the tokens name it in `iss`. */
  readonly issuer: string;
  /** What a token may be for (`aud`, or the client where a token has none); one of them suffices. */
  readonly audiences: readonly string[];
  /** What stands before our scopes in a token; may be empty. */
  readonly scopePrefix: string;
}

/** Variables that say who may call a server. */
export const AccessEnv = z
  .object({
    MAINSTAY_API_KEYS: setting.meta({ description: 'Keys: name:key or name:key:scope+scope, separated by blanks' }),
    MAINSTAY_OIDC_ISSUER: setting
      .pipe(issuerAddress.optional())
      .meta({ description: 'Issuer of tokens, as its discovery document names it' }),
    MAINSTAY_OIDC_AUDIENCE: setting.meta({
      description: 'What a token has to be for, separated by commas: its aud, or its client_id where it has no aud',
    }),
    MAINSTAY_OIDC_SCOPE_PREFIX: setting.meta({ description: 'What stands before our scopes in a token: mainstay/' }),
  })
  .transform((env, context): { apiKeys: string | undefined; oidc: OidcSettings | undefined } => {
    const { MAINSTAY_API_KEYS: apiKeys, MAINSTAY_OIDC_ISSUER: issuer, MAINSTAY_OIDC_AUDIENCE: audience } = env;
    const audiences = (audience ?? '')
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text !== '');
    if (issuer === undefined) {
      for (const name of ['MAINSTAY_OIDC_AUDIENCE', 'MAINSTAY_OIDC_SCOPE_PREFIX'] as const) {
        if (env[name] === undefined) continue;
        const message = 'says nothing without MAINSTAY_OIDC_ISSUER';
        context.issues.push({ code: 'custom', path: [name], message, input: env[name] });
      }
      return { apiKeys, oidc: undefined };
    }
    if (audiences.length === 0) {
      const message = 'has to name who tokens are for: without it any token of the issuer would do';
      context.issues.push({ code: 'custom', path: ['MAINSTAY_OIDC_AUDIENCE'], message, input: audience });
    }
    return { apiKeys, oidc: { issuer, audiences, scopePrefix: env.MAINSTAY_OIDC_SCOPE_PREFIX ?? '' } };
  });
export type AccessEnv = z.infer<typeof AccessEnv>;

/**
 * Reads those variables.
 *
 * @throws {DomainError} `invalid-request`, naming every variable that is wrong and none of their values
 */
export function readAccessEnv(source: Readonly<Record<string, string | undefined>>): AccessEnv {
  const parsed = AccessEnv.safeParse(source);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new DomainError('invalid-request', wrong.join('; '));
}
