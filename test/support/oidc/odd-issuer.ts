import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export interface OddIssuer {
  readonly issuer: string;
  /** How often its keys were asked for. */
  readonly asked: () => number;
  /** Makes a new signing key; the old one is withdrawn. */
  rotate(): Promise<void>;
  /** Whether it answers. */
  up: boolean;
  /** What its discovery document says beside or instead of the truth. */
  discovery: Readonly<Record<string, unknown>>;
  /** Signs a token; by a key of its own unless told otherwise. */
  sign(claims: JWTPayload, header?: Readonly<Record<string, string>>, key?: CryptoKey | Uint8Array): Promise<string>;
  stop(): Promise<void>;
}

/** An issuer that signs whatever a test asks of it, changes its keys, and fails when told to. */
export async function oddIssuer(): Promise<OddIssuer> {
  let keys = 0;
  let asked = 0;
  let pair = await generateKeyPair('RS256');
  const server = createServer((request, response) => {
    if (!odd.up) {
      response.writeHead(503).end('down');
      return;
    }
    const isKeys = request.url === '/keys';
    if (isKeys) asked += 1;
    const body = isKeys
      ? exportJWK(pair.publicKey).then((jwk) => ({ keys: [{ ...jwk, kid: `k${keys}`, use: 'sig' }] }))
      : Promise.resolve({ issuer: odd.issuer, jwks_uri: `${odd.issuer}/keys`, ...odd.discovery });
    void body.then((document) => response.end(JSON.stringify(document)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const odd: OddIssuer = {
    issuer: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    asked: () => asked,
    up: true,
    discovery: {},
    rotate: async () => {
      keys += 1;
      pair = await generateKeyPair('RS256');
    },
    sign: (claims, header = {}, key = pair.privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: `k${keys}`, ...header }).sign(key),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
  return odd;
}
