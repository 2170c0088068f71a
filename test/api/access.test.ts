import { afterEach, describe, expect, it } from '@jest/globals';
import { apiKeyAccess } from '../../api/access/api-keys.ts';
import { access, Scope, scopes } from '../../api/access/scopes.ts';
import { places } from '../../api/places.ts';
import { type ApiUnderTest, aCustomer, apiUnderTest } from '../support/api-under-test.ts';

const crmKey = 'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA';
const adminKey = 'YWRtaW5hZG1pbmFkbWluYWRtaW4xMjM0';
const keys = `crm:${crmKey}:scores:write+customers:read, admin:${adminKey}`;

let home: ApiUnderTest;
afterEach(() => home.close());

const concrete = (path: string): string => path.replaceAll(/\{\w+\}/g, 'x');

describe('scopes', () => {
  it('are declared for every call, in one table, and all are described', async () => {
    home = await apiUnderTest();
    const declared = places.map(({ id }) => id);
    expect(declared.toSorted()).toEqual(Object.keys(access).toSorted());
    expect(Object.keys(scopes).toSorted()).toEqual(Scope.options.toSorted());
  });

  it('keep everyone without a key out of every call but health', async () => {
    home = await apiUnderTest({ authenticator: apiKeyAccess(keys) });
    for (const { id, method, path } of places) {
      const response = await home.api.request(concrete(path), { method: method.toUpperCase() });
      if (access[id] === 'public') {
        expect(response.status).toBe(200);
      } else {
        expect([id, response.status, await response.json()]).toMatchObject([id, 401, { code: 'unauthorized' }]);
        expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    }
  });

  it('let a key do what it is for, and nothing else', async () => {
    home = await apiUnderTest({ authenticator: apiKeyAccess(keys) });
    const bearer = { authorization: `Bearer ${crmKey}` };
    for (const { id, method, path } of places) {
      const response = await home.api.request(concrete(path), { method: method.toUpperCase(), headers: bearer });
      const allowed = ['public', 'scores:write', 'customers:read'].includes(access[id]);
      expect([id, response.status === 403]).toEqual([id, !allowed]);
    }
    expect((await home.post('/v1/scores', { customers: [aCustomer()] }, { 'x-api-key': crmKey })).status).toBe(200);
    const erased = await home.api.request('/v1/customers/c1', { method: 'DELETE', headers: { 'x-api-key': adminKey } });
    expect(erased.status).toBe(200);
    expect((await home.records.audit.list({ limit: 1 })).items).toMatchObject([{ by: 'admin' }]);
  });

  it.each(['Bearer wrong', `Basic ${crmKey}`, `Bearer ${crmKey}x`, 'Bearer '])(
    'do not fall for %j',
    async (authorization) => {
      home = await apiUnderTest({ authenticator: apiKeyAccess(keys) });
      expect((await home.get('/v1/customers', { authorization })).status).toBe(401);
    },
  );
});

describe('apiKeyAccess', () => {
  it.each([
    ['', /names no key/],
    ['crm:short', /under 24 characters at key 1/],
    [`a:${crmKey} a:${adminKey}`, /gives a name twice/],
    [`a:${crmKey}:scores:read`, /unknown scope at key 1: scores:read/],
    [crmKey, /needs name:key/],
  ])('refuses %j', async (setting, message) => {
    home = await apiUnderTest();
    expect(() => apiKeyAccess(setting)).toThrow(message);
    expect(() => apiKeyAccess(setting)).not.toThrow(crmKey);
  });
});

describe('an open server', () => {
  const open = { settings: { allowedHosts: new Set(['localhost', '127.0.0.1', '[::1]']) } };

  it.each(['evil.example', 'evil.example:8080', 'localhost.evil.example', '169.254.1.1'])(
    'does not answer for %s',
    async (host) => {
      home = await apiUnderTest(open);
      const response = await home.get('/v1/customers', { host });
      expect([response.status, await response.json()]).toMatchObject([421, { code: 'wrong-host' }]);
    },
  );

  it.each(['localhost:8080', '127.0.0.1', '[::1]:3000', 'LOCALHOST'])('answers for %s', async (host) => {
    home = await apiUnderTest(open);
    expect((await home.get('/v1/customers', { host })).status).toBe(200);
  });

  it.each([
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['origin', 'http://localhost:9999'],
    ['sec-fetch-site', 'cross-site'],
  ])('takes no writes of pages with %s: %s', async (name, value) => {
    home = await apiUnderTest(open);
    const headers = { host: 'localhost:8080', [name]: value };
    const response = await home.post('/v1/scores', { customers: [aCustomer()] }, headers);
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'cross-origin' }]);
  });

  it('takes those of its own pages', async () => {
    home = await apiUnderTest(open);
    const own = { host: 'localhost:8080', origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' };
    expect((await home.post('/v1/scores', { customers: [aCustomer()] }, own)).status).toBe(200);
  });
});
