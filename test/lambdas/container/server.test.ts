import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { RunningServer } from '../../../api/server/serve.ts';
import { QueuedDrop, queuedKey } from '../../../core/intake/queued-drop.ts';
import { readObject } from '../../../core/lifecycle/stored-model.ts';
import { startServer } from '../../../lambdas/container/start-server.ts';
import { aCustomer } from '../../support/api-under-test.ts';
import { type FunctionWorld, functionWorld } from '../../support/aws/function-world.ts';
import { answerOf, firstDifference } from '../../support/homes/answered.ts';
import { installModels, key, keySetting, oneProcessHome } from '../../support/homes/one-process-home.ts';
import { get, requests } from '../../support/homes/requests.ts';
import { type RealProvider, realProvider } from '../../support/oidc/real-provider.ts';
import { withCode } from '../../support/with-code.ts';

const logged: [string, Readonly<Record<string, unknown>>][] = [];
const log = {
  info: (event: string, facts: Readonly<Record<string, unknown>>) => logged.push([event, facts]),
  error: (event: string, facts: Readonly<Record<string, unknown>>) => logged.push([event, facts]),
};

let world: FunctionWorld;
beforeAll(async () => {
  world = await functionWorld();
});
afterAll(() => world.stop());
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  logged.length = 0;
});

const environment = (changed: Record<string, string> = {}) => ({
  AWS_REGION: 'eu-west-1',
  TABLE_NAME: world.tableName,
  BUCKET_NAME: world.bucketName,
  HOST: '127.0.0.1',
  PORT: '0',
  MAINSTAY_API_KEYS: keySetting,
  ...changed,
});

async function start(changed: Record<string, string> = {}): Promise<RunningServer> {
  const server = await startServer(environment(changed), log);
  cleanups.push(() => server.close());
  return server;
}

const score = (server: RunningServer, customerId: string, headers: Record<string, string>) =>
  fetch(`${server.url}/v1/scores`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ customers: [aCustomer(customerId)] }),
  });

describe('a server on an empty table', () => {
  it('is up, and ready once a model is promoted elsewhere', async () => {
    const server = await startServer(environment(), log, 50);
    cleanups.push(() => server.close());
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await score(server, 'early', { 'x-api-key': key })).status).toBe(503);
    await installModels(world);
    while ((await fetch(`${server.url}/readyz`)).status !== 200) await sleep(20);
    expect((await score(server, 'early', { 'x-api-key': key })).status).toBe(200);
  });
});

describe('the one-process home and the server on AWS records answer alike:', () => {
  let home: Awaited<ReturnType<typeof oneProcessHome>>;
  let fresh: FunctionWorld;
  let server: RunningServer;
  beforeAll(async () => {
    home = await oneProcessHome();
    fresh = await functionWorld();
    await installModels(fresh);
    const own = { TABLE_NAME: fresh.tableName, BUCKET_NAME: fresh.bucketName };
    server = await startServer(environment(own), log);
  });
  afterAll(async () => {
    await server.close();
    await home.stop();
    await fresh.stop();
  });

  it.each(requests)('%s (%i)', async (_name, status, call, open) => {
    const identity: Record<string, string> = open ? {} : { 'x-api-key': key };
    const answer = await answerOf(server.url, call, identity);
    expect(firstDifference(await answerOf(home.url, call, identity), answer)).toBeUndefined();
    expect(answer.status).toBe(status);
  });

  it('and show the same OpenAPI document', async () => {
    const answers = [
      await answerOf(home.url, get('/openapi.json'), {}),
      await answerOf(server.url, get('/openapi.json'), {}),
    ];
    expect(firstDifference(...answers)).toBeUndefined();
  });

  it('a drop lies in the bucket with the note that starts the batch workflow', async () => {
    const body = `id,tickets\n${'c1,4\n'.repeat(1_200_000)}`; // more than the function's gateway would take
    const response = await fetch(`${server.url}/v1/drops?fileName=week.csv`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'x-api-key': key },
      body,
    });
    expect(response.status).toBe(202);
    const { dropId } = z.object({ dropId: z.string() }).parse(await response.json());
    expect(await fresh.records.drops.get(dropId)).toMatchObject({ state: 'received', sizeBytes: body.length });
    const note = await readObject(fresh.objects, queuedKey(dropId));
    const { objectKey } = QueuedDrop.parse(JSON.parse(Buffer.from(note ?? []).toString()));
    expect(await fresh.objects.size(objectKey)).toBe(body.length);
  });
});

describe('access', () => {
  let provider: RealProvider;
  let own: FunctionWorld;
  beforeAll(async () => {
    provider = await realProvider('mainstay/');
    own = await functionWorld();
    await installModels(own);
  });
  afterAll(async () => {
    await provider.stop();
    await own.stop();
  });

  it('is by tokens of an issuer, or by keys, as the environment says', async () => {
    const server = await start({
      TABLE_NAME: own.tableName,
      BUCKET_NAME: own.bucketName,
      HOST: '0.0.0.0',
      MAINSTAY_API_KEYS: '',
      MAINSTAY_OIDC_ISSUER: provider.issuer,
      MAINSTAY_OIDC_AUDIENCE: provider.audience,
      MAINSTAY_OIDC_SCOPE_PREFIX: 'mainstay/',
    });
    const token = await provider.token('mainstay/scores:write');
    const answer = await score(server, 'c1', { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(200);
    expect((await score(server, 'c1', { 'x-api-key': key })).status).toBe(401);
    const forbidden = await fetch(`${server.url}/v1/customers`, { headers: { authorization: `Bearer ${token}` } });
    expect(forbidden.status).toBe(403);
  });

  it('is never open to others', async () => {
    const open = startServer(environment({ HOST: '0.0.0.0', MAINSTAY_API_KEYS: ' ' }), log);
    await expect(open).rejects.toEqual(withCode('invalid-request'));
  });
});

describe('an environment', () => {
  it('that is wrong is refused, naming every variable', async () => {
    const wrong = startServer({ TABLE_NAME: 'x', PORT: '70000', MAINSTAY_API_KEYS: keySetting }, log);
    await expect(wrong).rejects.toThrow(/^The environment of this server is wrong/);
    for (const name of ['TABLE_NAME', 'BUCKET_NAME', 'AWS_REGION', 'PORT']) {
      await expect(wrong).rejects.toThrow(new RegExp(`at ${name}`));
    }
  });

  it('that names a table which is not there gives a server that is up and says what is wrong', async () => {
    const server = await start({ TABLE_NAME: 'nothing-there' });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect(logged).toContainEqual(['champion-not-loaded', expect.objectContaining({ error: expect.any(String) })]);
  });
});
