import { createServer } from 'node:http';
import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { z } from 'zod';
import { Scope } from '../../../api/access/scopes.ts';

const TokenAnswer = z.object({ access_token: z.string(), token_type: z.literal('Bearer') });

export interface RealProvider {
  readonly issuer: string;
  /** What its tokens are for. */
  readonly audience: string;
  /** Fetches an access token by client credentials. */
  token(scope: string): Promise<string>;
  stop(): Promise<void>;
}

/** A certified OpenID provider (oidc-provider) on a free port, with one client that may have every scope of ours. */
export async function realProvider(scopePrefix = ''): Promise<RealProvider> {
  const audience = 'https://mainstay.example.com';
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the provider does not listen');
  const issuer = `http://127.0.0.1:${address.port}`;
  const resourceServer = {
    scope: Scope.options.map((scope) => scopePrefix + scope).join(' '),
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: 300,
    jwt: { sign: { alg: 'ES256' } },
  };
  const hush = jest.spyOn(console, 'warn').mockImplementation(() => undefined); // that it keeps tokens in memory only
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' }] },
    clients: [
      {
        client_id: 'crm',
        client_secret: 'a-secret-of-the-crm',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    ttl: { ClientCredentials: 300 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: { enabled: true, getResourceServerInfo: () => resourceServer },
    },
  });
  hush.mockRestore();
  server.on('request', provider.callback());
  return {
    issuer,
    audience,
    token: async (scope) => {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('crm:a-secret-of-the-crm')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: audience }),
      });
      return TokenAnswer.parse(await response.json()).access_token;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
