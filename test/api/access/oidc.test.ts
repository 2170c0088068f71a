import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateKeyPair, type JWTPayload } from 'jose';
import { accessByEnv } from '../../../api/access/access-by-env.ts';
import type { Authenticator } from '../../../api/access/authenticator.ts';
import { discoverIssuer } from '../../../api/access/discover-issuer.ts';
import { oidcAuthenticator } from '../../../api/access/oidc-authenticator.ts';
import { type ApiUnderTest, aCustomer, apiUnderTest } from '../../support/api-under-test.ts';
import { type OddIssuer, oddIssuer } from '../../support/oidc/odd-issuer.ts';
import { type RealProvider, realProvider } from '../../support/oidc/real-provider.ts';
import { withCode } from '../../support/with-code.ts';

const unheard = (error: unknown): never => {
  throw new Error('nobody expected this failure', { cause: error });
};
const key = 'k'.repeat(24);
const audience = 'https://mainstay.example.com';
let home: ApiUnderTest | undefined;
afterEach(() => {
  home?.close();
  home = undefined;
});

async function serving(authenticator: Authenticator): Promise<ApiUnderTest> {
  home = await apiUnderTest({ authenticator });
  return home;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const letterOf = (letters: string) => fc.constantFrom(...letters.split(''));
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('with tokens of a real provider', () => {
  let provider: RealProvider;
  beforeAll(async () => {
    provider = await realProvider('mainstay/');
  });
  afterAll(() => provider.stop());

  const environment = () => ({
    MAINSTAY_OIDC_ISSUER: provider.issuer,
    MAINSTAY_OIDC_AUDIENCE: `another, ${provider.audience}`,
    MAINSTAY_OIDC_SCOPE_PREFIX: 'mainstay/',
  });

  it('a client may do what its scopes say, is named in the audit log, and is told what it lacks', async () => {
    const { authenticator, open, allowedHosts } = await accessByEnv('0.0.0.0', environment(), unheard);
    expect([open, allowedHosts]).toEqual([false, undefined]);
    const { post, get, api, records } = await serving(authenticator);
    const token = await provider.token('mainstay/scores:write mainstay/customers:erase');
    expect((await post('/v1/scores', { customers: [aCustomer()] }, bearer(token))).status).toBe(200);
    const erased = await api.request('/v1/customers/c1', { method: 'DELETE', headers: bearer(token) });
    expect(erased.status).toBe(200);
    expect((await records.audit.list({ limit: 1 })).items).toMatchObject([{ by: 'crm' }]);

    const forbidden = await get('/v1/customers', bearer(token));
    expect([forbidden.status, await forbidden.json()]).toMatchObject([403, { code: 'forbidden' }]);
    expect(forbidden.headers.get('www-authenticate')).toBe(
      'Bearer realm="mainstay", error="insufficient_scope", error_description="This call needs the scope customers:read", scope="mainstay/customers:read"',
    );
  });

  it('keys count beside tokens, and a request with neither learns how to ask', async () => {
    const env = { ...environment(), MAINSTAY_API_KEYS: `office:${key}:customers:read` };
    const { get } = await serving((await accessByEnv('127.0.0.1', env, unheard)).authenticator);
    const token = await provider.token('mainstay/customers:read');
    for (const headers of [bearer(token), bearer(key), { 'x-api-key': key }]) {
      expect((await get('/v1/customers', headers)).status).toBe(200);
    }
    const nothing = await get('/v1/customers');
    expect([nothing.status, nothing.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="mainstay"']);
    const wrong = await get('/v1/customers', { 'x-api-key': `${key}x` });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="mainstay"']);
  });

  it('a token that was changed anywhere is refused', async () => {
    const { authenticator } = await accessByEnv('0.0.0.0', environment(), unheard);
    const token = await provider.token('mainstay/customers:read');
    const at = fc.nat({ max: token.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, letterOf('AZaz09_-.'), async (place, letter) => {
        fc.pre(token[place] !== letter);
        const changed = `${token.slice(0, place)}${letter}${token.slice(place + 1)}`;
        fc.pre(decoded(changed) !== decoded(token)); // the last letter of a part holds bits that say nothing
        await expect(authenticator.authenticate({ ...bearer(changed), apiKey: undefined })).rejects.toEqual(
          withCode('unauthorized'),
        );
      }),
      { numRuns: 150 },
    );
    expect(await authenticator.authenticate({ ...bearer(token), apiKey: undefined })).toMatchObject({ id: 'crm' });
  });
});

function decoded(token: string): string {
  const parts = token.split('.');
  return parts.map((part) => Buffer.from(part, 'base64url').toString('hex')).join('.');
}

describe('of a token it', () => {
  let issuer: OddIssuer;
  let authenticator: Authenticator;
  const now = new Date('2026-11-22T10:00:00.000Z');
  const nowSeconds = now.getTime() / 1_000;
  beforeAll(async () => {
    issuer = await oddIssuer();
    const keys = await discoverIssuer(issuer.issuer, { onKeysFailure: unheard, cooldownMs: 0 });
    const settings = { issuer: issuer.issuer, audiences: [audience], scopePrefix: '' };
    authenticator = oidcAuthenticator({ ...settings, keys, now: () => now });
  });
  afterAll(() => issuer.stop());

  const claims = (changed: Record<string, unknown> = {}): JWTPayload => ({
    iss: issuer.issuer,
    aud: audience,
    sub: 'crm',
    scope: 'customers:read scores:write other',
    iat: nowSeconds,
    exp: nowSeconds + 300,
    ...changed,
  });
  const authenticate = (token: string) => authenticator.authenticate({ ...bearer(token), apiKey: undefined });

  it.each([
    ['one text', {}, ['customers:read', 'scores:write']],
    ['scp as one text', { scope: undefined, scp: 'models:read' }, ['models:read']],
    ['scp as a list', { scope: undefined, scp: ['models:read', 'drops:write'] }, ['drops:write', 'models:read']],
    ['a list', { scope: ['models:write'] }, ['models:write']],
    ['none', { scope: undefined }, []],
  ])('reads scopes given as %s', async (_name, changed, scopes) => {
    const principal = await authenticate(await issuer.sign(claims(changed)));
    expect([...(principal?.scopes ?? [])].toSorted()).toEqual(scopes);
  });

  it.each([
    ['sub', {}, 'crm'],
    ['the name of a person before it', { username: 'jo' }, 'jo'],
    ['the client where there is no other', { sub: undefined, client_id: 'c9' }, 'c9'],
    ['one of several audiences', { aud: ['x', audience] }, 'crm'],
    [
      'no audience but the client, as Cognito does',
      { aud: undefined, client_id: audience, token_use: 'access' },
      'crm',
    ],
    ['an end a little ago', { exp: nowSeconds - 29 }, 'crm'],
    ['a beginning in a little', { nbf: nowSeconds + 29 }, 'crm'],
  ])('takes %s', async (_name, changed, id) => {
    expect(await authenticate(await issuer.sign(claims(changed)))).toMatchObject({ id });
  });

  it.each([
    ['one that has expired', { exp: nowSeconds - 31 }, /has expired/],
    ['one without an end', { exp: undefined }, /claim exp is missing/],
    ['one whose end is a text', { exp: '4000000000' }, /claim exp is missing or wrong/],
    ['one that does not hold good yet', { nbf: nowSeconds + 31 }, /does not hold good yet/],
    ['one for somebody else', { aud: 'https://elsewhere.example.com' }, /another audience/],
    ['one for nobody', { aud: undefined }, /another audience/],
    ['one whose audience only begins like ours', { aud: `${audience}.evil.example` }, /another audience/],
    ['one of a client where the audience is another', { aud: 'x', client_id: audience }, /another audience/],
    ['one of another issuer', { iss: 'https://evil.example' }, /another issuer/],
    ['an ID token of Cognito', { token_use: 'id' }, /claim token_use is not that of an access token/],
    ['one with a scope that is no text', { scope: 7 }, /claim scope is not/],
    ['one of nobody', { sub: undefined }, /does not say whose it is/],
  ])('refuses %s', async (_name, changed, why) => {
    const token = await issuer.sign(claims({ ...changed }));
    await expect(authenticate(token)).rejects.toEqual(withCode('unauthorized'));
    await expect(authenticate(token)).rejects.toThrow(why);
  });

  it('refuses a signature by anybody else, also under the name of a key of the issuer', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    await expect(authenticate(await issuer.sign(claims(), {}, privateKey))).rejects.toThrow(/signature is wrong/);
    await expect(authenticate(await issuer.sign(claims(), { kid: 'mine' }, privateKey))).rejects.toThrow(
      /signed with no key of the issuer/,
    );
  });

  it('refuses none, and the public key taken for a secret', async () => {
    const body = Buffer.from(JSON.stringify(claims())).toString('base64url');
    for (const alg of ['none', 'None', 'nOnE', '']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'k0' })).toString('base64url');
      await expect(authenticate(`${header}.${body}.`)).rejects.toEqual(withCode('unauthorized'));
    }
    const secret = new TextEncoder().encode(JSON.stringify(await (await fetch(`${issuer.issuer}/keys`)).json()));
    const forged = await issuer.sign(claims(), { alg: 'HS256' }, secret);
    await expect(authenticate(forged)).rejects.toThrow(/signed in a way that is not taken/);
  });

  it('refuses what is typed as something else', async () => {
    await expect(authenticate(await issuer.sign(claims(), { typ: 'logout+jwt' }))).rejects.toThrow(/by its type/);
    expect(await authenticate(await issuer.sign(claims(), { typ: 'application/at+jwt' }))).toBeDefined();
  });

  it('refuses every part of one, and garbage, with nothing but a refusal', async () => {
    const token = await issuer.sign(claims());
    const base64 = fc.string({ unit: letterOf('AZaz09_-=') });
    const garbage = fc.oneof(
      fc.nat({ max: token.length - 1 }).map((length) => token.slice(0, length)),
      fc.string({ unit: letterOf('.~!{}"AZ09') }),
      fc.tuple(base64, base64, base64).map((parts) => parts.join('.')),
      fc.tuple(fc.jsonValue(), fc.jsonValue(), base64).map(([header, body, signature]) => {
        return `${encode(header)}.${encode(body)}.${signature}`;
      }),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (text) => {
        const outcome = authenticate(text).catch((error: unknown) => error);
        expect(await outcome).toEqual(/^[\x21-\x7e]+$/.test(text) ? withCode('unauthorized') : undefined);
      }),
      { numRuns: 300 },
    );
  });
});

describe('an issuer', () => {
  let issuer: OddIssuer;
  const failures: unknown[] = [];
  beforeAll(async () => {
    issuer = await oddIssuer();
  });
  afterAll(() => issuer.stop());
  afterEach(() => {
    issuer.up = true;
    issuer.discovery = {};
    failures.length = 0;
  });

  const once = { onKeysFailure: (error: unknown) => failures.push(error), retryAfterMs: [], cooldownMs: 0 };
  const settings = () => ({ issuer: issuer.issuer, audiences: ['a'], scopePrefix: '' });
  const token = (scope = 'models:read') =>
    issuer.sign({ iss: issuer.issuer, aud: 'a', sub: 'crm', scope, exp: Date.now() / 1_000 + 300 });

  it('that changes its keys is followed, and one that is gone counts no more', async () => {
    const authenticator = oidcAuthenticator({ ...settings(), keys: await discoverIssuer(issuer.issuer, once) });
    const authenticate = async (text: string) => authenticator.authenticate({ ...bearer(text), apiKey: undefined });
    const old = await token();
    const before = issuer.asked();
    expect(await authenticate(old)).toBeDefined();
    expect(issuer.asked()).toBe(before); // keys are kept
    await issuer.rotate();
    expect(await authenticate(await token())).toBeDefined();
    await expect(authenticate(old)).rejects.toEqual(withCode('unauthorized'));
  });

  it('is not asked for unknown keys more often than the cooldown allows', async () => {
    const keys = await discoverIssuer(issuer.issuer, { ...once, cooldownMs: 60_000 });
    const authenticator = oidcAuthenticator({ ...settings(), keys });
    const before = issuer.asked();
    const unknown = await issuer.sign({ iss: issuer.issuer, aud: 'a', exp: 4e9 }, { kid: 'unknown' });
    for (let i = 0; i < 5; i++) {
      await expect(authenticator.authenticate({ ...bearer(unknown), apiKey: undefined })).rejects.toThrow(/no key/);
    }
    expect(issuer.asked()).toBe(before);
  });

  it('that is down later keeps nobody out whose key is known; another caller is asked to wait', async () => {
    const keys = await discoverIssuer(issuer.issuer, { ...once, renewAfterMs: 0 });
    const { get } = await serving(oidcAuthenticator({ ...settings(), keys }));
    const known = await token();
    issuer.up = false;
    expect((await get('/v1/models', bearer(known))).status).toBe(200);
    await issuer.rotate();
    const response = await get('/v1/models', bearer(await token()));
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'issuer-unreachable' }]);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(failures.length).toBeGreaterThan(0);
    issuer.up = true;
    expect((await get('/v1/models', bearer(await token()))).status).toBe(200);
  });

  it('that cannot be reached at the start is named, with what to check', async () => {
    issuer.up = false;
    const found = discoverIssuer(issuer.issuer, { ...once, retryAfterMs: [1, 1] });
    await expect(found).rejects.toEqual(withCode('issuer-unreachable'));
    await expect(found).rejects.toThrow(/answers 503.*Check MAINSTAY_OIDC_ISSUER/);
    await expect(discoverIssuer('http://127.0.0.1:9', once)).rejects.toThrow(/http:\/\/127.0.0.1:9 gives no keys/);
  });

  it('that comes up while the server waits is taken', async () => {
    issuer.up = false;
    const found = discoverIssuer(issuer.issuer, { ...once, retryAfterMs: [50, 50, 50, 50, 50, 50, 50, 50] });
    issuer.up = true;
    await expect(found).resolves.toBeDefined();
  });

  it.each([
    [
      'calls itself otherwise',
      { issuer: 'https://id.example.com/' },
      /calls itself https:\/\/id.example.com\/: give it/,
    ],
    ['says nothing of keys', { jwks_uri: undefined }, /is no discovery document/],
    ['has keys in a place of another kind', { jwks_uri: 'file:///etc/passwd' }, /not as safe as the issuer/],
  ])('that %s is refused', async (_name, discovery, message) => {
    issuer.discovery = discovery;
    await expect(discoverIssuer(issuer.issuer, once)).rejects.toThrow(message);
  });
});

describe('the environment', () => {
  const issuer = 'https://id.example.com';
  it.each([
    [{ MAINSTAY_OIDC_ISSUER: issuer }, /MAINSTAY_OIDC_AUDIENCE has to name who tokens are for/],
    [{ MAINSTAY_OIDC_ISSUER: issuer, MAINSTAY_OIDC_AUDIENCE: ' , ' }, /MAINSTAY_OIDC_AUDIENCE has to name/],
    [{ MAINSTAY_OIDC_AUDIENCE: 'a' }, /MAINSTAY_OIDC_AUDIENCE says nothing without MAINSTAY_OIDC_ISSUER/],
    [{ MAINSTAY_OIDC_ISSUER: 'http://id.example.com', MAINSTAY_OIDC_AUDIENCE: 'a' }, /ISSUER has to be an https/],
    [{ MAINSTAY_OIDC_ISSUER: 'http://localhost.evil.example', MAINSTAY_OIDC_AUDIENCE: 'a' }, /ISSUER has to be/],
    [{ MAINSTAY_OIDC_ISSUER: 'id.example.com', MAINSTAY_OIDC_AUDIENCE: 'a' }, /^MAINSTAY_OIDC_ISSUER Invalid URL/],
    [{ MAINSTAY_OIDC_ISSUER: `${issuer}/?a=b`, MAINSTAY_OIDC_AUDIENCE: 'a' }, /ISSUER has to be/],
    [{ MAINSTAY_API_KEYS: 'crm:short', MAINSTAY_OIDC_ISSUER: issuer, MAINSTAY_OIDC_AUDIENCE: 'a' }, /under 24/],
    [{}, /0.0.0.0 can be reached from other machines.*MAINSTAY_OIDC_ISSUER/],
    [{ MAINSTAY_OIDC_ISSUER: ' ', MAINSTAY_API_KEYS: '' }, /0.0.0.0 can be reached/],
  ])('%j is refused by name', async (env: Record<string, string>, message) => {
    const access = accessByEnv('0.0.0.0', env, unheard);
    await expect(access).rejects.toEqual(withCode('invalid-request'));
    await expect(access).rejects.toThrow(message);
  });
});
