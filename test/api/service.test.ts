import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { declaredCalls } from '../../api/declared-calls.ts';
import { Problem } from '../../api/http/problem.ts';
import * as examples from '../../api/schemas/examples.ts';
import { ScoreRequest, ScoresAnswer, WhatIfRequest } from '../../api/schemas/scores.ts';
import { type ApiUnderTest, aCustomer, apiUnderTest } from '../support/api-under-test.ts';

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest();
});
afterEach(() => home.close());

const Document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        responses: z.record(z.string(), z.unknown()),
        security: z.array(z.unknown()),
        requestBody: z.unknown().optional(),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()), securitySchemes: z.unknown() }),
});

describe('health', () => {
  it('is up without a model, and ready only with one', async () => {
    const empty = await apiUnderTest({ noChampion: true });
    expect((await empty.get('/healthz')).status).toBe(200);
    const notReady = await empty.get('/readyz');
    expect([notReady.status, await notReady.json()]).toMatchObject([
      503,
      { status: 'not-ready', checks: [{ ok: true }, { ok: true }, { name: 'champion', ok: false }] },
    ]);
    empty.close();
    expect((await home.get('/readyz')).status).toBe(200);
  });

  it('is not ready where the records are gone', async () => {
    const broken = await apiUnderTest();
    broken.close();
    expect((await broken.get('/readyz')).status).toBe(503);
    expect((await broken.get('/healthz')).status).toBe(200);
  });
});

describe('/openapi.json', () => {
  it('holds every call, its failures, and every schema that it refers to', async () => {
    const text = await (await home.get('/openapi.json')).text();
    const document = Document.parse(JSON.parse(text));
    for (const { id, method, path, body } of await declaredCalls(home.deps).all()) {
      const described = document.paths[path]?.[method];
      expect(described?.operationId).toBe(id);
      expect(Object.keys(described?.responses ?? {})).toContain('400');
      if (body) expect(described?.requestBody).toBeDefined();
    }
    expect(Object.keys(document.paths['/readyz']?.get?.responses ?? {})).toContain('503');
    const referred = [...text.matchAll(/#\/components\/schemas\/([\w.-]+)/g)].map(([, name]) => name);
    expect(referred).toContain('Problem');
    for (const name of referred) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('shows examples that are what the schemas say', async () => {
    expect(ScoreRequest.parse(examples.scoreRequest)).toEqual(examples.scoreRequest);
    expect(ScoresAnswer.parse(examples.scoresAnswer)).toEqual(examples.scoresAnswer);
    expect(WhatIfRequest.parse(examples.whatIfRequest)).toEqual(examples.whatIfRequest);
    for (const operation of await declaredCalls(home.deps).all()) {
      const { schema, example } = operation.answer;
      if (example !== undefined)
        expect([operation.id, schema?.safeParse(example).success]).toEqual([operation.id, true]);
      if (operation.body) expect(operation.body.schema.safeParse(operation.body.example).success).toBe(true);
    }
  });
});

describe('/docs/', () => {
  it('is made of own files under a policy that lets in no other', async () => {
    const page = await home.get('/docs/');
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
    expect(html).not.toMatch(/https?:\/\//);
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, url]) => new URL(url ?? '', 'http://localhost/docs/').pathname,
    );
    expect(parts.length).toBeGreaterThan(4);
    for (const part of parts) expect([part, (await home.get(part)).status]).toEqual([part, 200]);
    expect((await home.get('/docs')).headers.get('location')).toBe('/docs/');
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/', 404, 'not-found', null],
    ['GET', '/v1/nothing', 404, 'not-found', null],
    ['PUT', '/v1/customers/c1', 405, 'method-not-allowed', 'GET, HEAD, DELETE'],
    ['GET', '/v1/scores', 405, 'method-not-allowed', 'POST'],
    ['DELETE', '/v1/models', 405, 'method-not-allowed', 'GET, HEAD, POST'],
    ['OPTIONS', '/v1/scores', 405, 'method-not-allowed', 'POST'],
    ['POST', '/docs/', 405, 'method-not-allowed', 'GET, HEAD'],
  ])('%s %s is a problem too', async (method, path, status, code, allow) => {
    const response = await home.api.request(path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
    expect(Problem.parse(await response.json())).toMatchObject({ status, code, instance: path });
  });
});

describe('every answer', () => {
  it.each(['/healthz', '/v1/customers', '/nowhere', '/docs/'])(
    'of %s carries security headers and a request id',
    async (path) => {
      const { headers } = await home.get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{10,}$/);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('to an unforeseen failure says nothing of it, and the log says all', async () => {
    const broken = await apiUnderTest({
      champion: async () => {
        throw new TypeError('secret internals', { cause: new Error('deep') });
      },
    });
    const response = await broken.post('/v1/scores', { customers: [aCustomer('c1', { plan: 'gold-9' })] });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/secret|TypeError|at /);
    const { requestId } = Problem.parse(JSON.parse(text));
    expect(broken.logged.find(([level]) => level === 'error')).toMatchObject([
      'error',
      'request-failed',
      { requestId, message: 'secret internals', cause: 'Error: deep' },
    ]);
    broken.close();
  });

  it('leaves nothing of what is known of customers in the log', async () => {
    await home.post('/v1/scores', { customers: [aCustomer('c1', { plan: 'gold-9' })] });
    await home.post('/v1/scores', '{"customers": gold-9');
    await home.post('/v1/scores', { customers: [aCustomer('c1', { tickets: 'gold-9' })] });
    await home.get('/v1/customers?segment.plan=gold-9');
    expect(home.logged).toHaveLength(4);
    expect(home.logged.map(([, event, { route, status }]) => [event, route, status])).toEqual([
      ['request', '/v1/scores', 200],
      ['request', '/v1/scores', 400],
      ['request', '/v1/scores', 422],
      ['request', '/v1/customers', 200],
    ]);
    expect(JSON.stringify(home.logged)).not.toContain('gold-9');
  });
});
