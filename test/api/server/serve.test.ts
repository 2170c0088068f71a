import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { chooseAccess } from '../../../api/access/choose-access.ts';
import { type RunningServer, type ServeOptions, serve } from '../../../api/server/serve.ts';
import { type ApiUnderTest, aCustomer, apiUnderTest } from '../../support/api-under-test.ts';
import { withCode } from '../../support/with-code.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(
  overrides: Parameters<typeof apiUnderTest>[0] = {},
  options: Partial<ServeOptions> = {},
): Promise<{ home: ApiUnderTest; server: RunningServer }> {
  const { authenticator, allowedHosts } = chooseAccess('127.0.0.1', undefined);
  const home = await apiUnderTest({ authenticator, settings: { allowedHosts }, ...overrides });
  cleanups.push(() => home.close());
  const server = await serve({ fetch: (request) => home.api.fetch(request), port: 0, ...options });
  cleanups.push(() => server.close());
  return { home, server };
}

const post = (
  server: RunningServer,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${server.url}/v1/scores`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

/** Sends bytes, and gives all that comes back until the server closes. */
async function raw(server: RunningServer, bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(bytes);
  return allOf(socket);
}

async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  await once(socket, 'close');
  return text;
}

describe('a real client', () => {
  it('scores, lists, exports and erases', async () => {
    const { server } = await start();
    expect((await post(server, JSON.stringify({ customers: [aCustomer('a/b')] }))).status).toBe(200);
    const list = await fetch(`${server.url}/v1/customers?segment.plan=basic`);
    expect(await list.json()).toMatchObject({ items: [{ customerId: 'a/b' }] });
    const one = `${server.url}/v1/customers/a%2Fb`;
    expect(await (await fetch(`${one}/export`)).json()).toMatchObject({ record: { customerId: 'a/b' }, timeline: [] });
    expect((await fetch(one, { method: 'DELETE' })).status).toBe(200);
    expect((await fetch(one)).status).toBe(404);
  });

  it.each([
    ['bad JSON', '{"customers": [}', 400, 'malformed-json'],
    [
      '101 customers',
      JSON.stringify({ customers: Array.from({ length: 101 }, () => aCustomer()) }),
      400,
      'invalid-request',
    ],
    ['wrong types', '{"customers": {"a": 1}}', 400, 'invalid-request'],
    ['Infinity', '{"customers":[{"customerId":"c","features":{"fee":1e999}}]}', 400, 'invalid-request'],
    ['20 MB', 'x'.repeat(20 * 1024 * 1024), 413, 'too-large'],
  ])('is told what is wrong with %s, and may go on', async (_name, body, status, code) => {
    const { server } = await start();
    const response = await post(server, body);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    expect((await post(server, JSON.stringify({ customers: [aCustomer()] }))).status).toBe(200);
  });

  it('cannot fill the memory by a body of untold length', async () => {
    const { server } = await start();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
        if (sent > 512 * 1024 * 1024) controller.close();
      },
    });
    const request = fetch(`${server.url}/v1/scores`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    });
    // The answer comes while the client still sends; whether it gets to read it is up to the client.
    const status = await request.then(
      (response) => response.status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(status);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('is refused under a foreign host name', async () => {
    const { server } = await start();
    const answer = await raw(server, 'GET /v1/customers HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 421 /);
  });
});

describe('what is no proper HTTP', () => {
  it.each([
    ['headers too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['garbage', 'hello\r\n\r\n', 400],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ])('%s is answered and closed', async (_name, bytes, status) => {
    const { server } = await start();
    expect(await raw(server, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('a client that never finishes its headers is let go', async () => {
    const { server } = await start({}, { headersTimeoutMs: 300, requestTimeoutMs: 600 });
    expect(await raw(server, 'GET /healthz HTTP/1.1\r\nHost: loc')).toMatch(/^HTTP\/1.1 408 /);
  });

  it('a client that never finishes its body is let go', async () => {
    const { server } = await start({}, { headersTimeoutMs: 300, requestTimeoutMs: 600 });
    const head =
      'POST /v1/scores HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n';
    expect(await raw(server, `${head}{`)).toMatch(/^(HTTP\/1.1 408 |$)/);
  });
});

/** Takes uploads whole, as an API that has given out the address would. */
const taking =
  (onArriving: () => void = () => undefined) =>
  async (request: Request): Promise<Response> => {
    onArriving();
    return new Response(`${(await request.arrayBuffer()).byteLength} bytes`);
  };

describe('a large file on its way to an upload address', () => {
  const head = 'HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 50\r\n\r\n';
  it('may take longer than any other request', async () => {
    const arriving = Promise.withResolvers<void>();
    const { server } = await start(
      {},
      { fetch: taking(arriving.resolve), headersTimeoutMs: 300, requestTimeoutMs: 300 },
    );
    const upload = connect(server.port, '127.0.0.1');
    const answer = allOf(upload);
    upload.write(`PUT /v1/uploads/x ${head}${'a'.repeat(25)}`);
    await arriving.promise;
    // Begun later, and given up by now.
    expect(await raw(server, `POST /v1/scores ${head}{`)).toMatch(/^(HTTP\/1.1 408 |$)/);
    upload.write('a'.repeat(25));
    upload.end();
    expect(await answer).toMatch(/^HTTP\/1.1 200 .*50 bytes/s);
  });

  it('is given up where nothing more comes', async () => {
    const { server } = await start({}, { fetch: taking(), uploadIdleTimeoutMs: 300 });
    expect(await raw(server, `PUT /v1/uploads/x ${head}a`)).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  it('is not waited for once it is refused, even if it goes on to come', async () => {
    const { server } = await start({}, { requestTimeoutMs: 300 });
    const upload = connect(server.port, '127.0.0.1');
    const closed = new Promise((resolve) => upload.once('close', resolve));
    let answer = '';
    upload.on('data', (chunk) => {
      answer += chunk.toString();
    });
    upload.on('error', () => undefined); // of writing to what is closed
    upload.write(`PUT /v1/uploads/never-given ${head}`);
    const trickle = setInterval(() => upload.write('a'), 50);
    cleanups.push(() => clearInterval(trickle));
    await closed;
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
  });
});

describe('closing', () => {
  it('finishes the request that is under way, takes no new one, and waits for accepted work', async () => {
    const release = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const events: string[] = [];
    const { home, server } = await start(
      {},
      {
        fetch: async (request) => {
          reached.resolve();
          await release.promise;
          events.push('answered');
          return home.api.fetch(request);
        },
        drain: async () => {
          events.push('drained');
        },
      },
    );
    const inFlight = post(server, JSON.stringify({ customers: [aCustomer()] }));
    await reached.promise;
    const closing = server.close();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');
    release.resolve();
    expect((await inFlight).status).toBe(200);
    expect(await closing).toBe(true);
    expect(events).toEqual(['answered', 'drained']);
    expect(await home.records.customers.get('c1')).toBeDefined();
  });

  it('ends idle connections at once', async () => {
    const { server } = await start();
    await (await fetch(`${server.url}/healthz`)).text(); // leaves a keep-alive connection
    const startedMs = performance.now();
    expect(await server.close()).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('cuts off what does not end within the limit', async () => {
    const { server } = await start({}, { fetch: () => new Promise<Response>(() => undefined), graceMs: 200 });
    const hanging = post(server, '{}').catch(() => 'cut off');
    await sleep(100);
    expect(await server.close()).toBe(false);
    expect(await hanging).toBe('cut off');
  });
});

describe('an address', () => {
  it('that is taken is named', async () => {
    const { server } = await start();
    await expect(serve({ fetch: () => new Response(), port: server.port })).rejects.toEqual(withCode('address-in-use'));
  });

  it.each(['0.0.0.0', '192.168.1.5', '::', 'example.com'])('such as %s needs keys', (host) => {
    expect(() => chooseAccess(host, undefined)).toThrow(/MAINSTAY_API_KEYS/);
    expect(() => chooseAccess(host, ' ')).toThrow(/MAINSTAY_API_KEYS/);
    expect(chooseAccess(host, `crm:${'k'.repeat(24)}`).open).toBe(false);
  });

  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1'])('such as %s is open without', (host) => {
    expect(chooseAccess(host, undefined)).toMatchObject({ open: true });
  });
});
