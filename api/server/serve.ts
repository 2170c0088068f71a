import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { DomainError } from '../../core/errors.ts';
import { systemCode } from '../../core/system-code.ts';
import { loadAllCalls } from '../declared-calls.ts';
import { limitRequest } from './limit-request.ts';

export interface ServeOptions {
  /** The API. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** 0 takes any free one. */
  readonly port: number;
  /** @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** Waits for work that was accepted but outlives its request, such as drops. */
  readonly drain?: (() => Promise<void>) | undefined;
  /** How long closing waits for requests and drops, milliseconds. @default 15000 */
  readonly graceMs?: number | undefined;
  /** How long a client may take to send the headers, milliseconds. @default 10000 */
  readonly headersTimeoutMs?: number | undefined;
  /** How long a client may take to send a whole request, milliseconds: 100 MB at 3 Mbit/s. @default 300000 */
  readonly requestTimeoutMs?: number | undefined;
  /** How long a client that sends a large file to its address may send nothing, milliseconds. @default 60000 */
  readonly uploadIdleTimeoutMs?: number | undefined;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /**
   * Takes nothing new, finishes what was accepted, and resolves once all is closed.
   *
   * @returns false where something did not finish within the limit and was cut off
   */
  close(): Promise<boolean>;
}

/**
 * Serves an API over HTTP/1.1 on one address.
 *
 * @throws {DomainError} `address-in-use`, `invalid-request` where the address cannot be listened on
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port, fetch } = options;
  await loadAllCalls();
  const headersTimeout = options.headersTimeoutMs ?? 10_000;
  const limits = { wholeMs: options.requestTimeoutMs ?? 300_000, idleMs: options.uploadIdleTimeoutMs ?? 60_000 };
  // Puts its own Request and Response into the place of the global ones: they become streams only where somebody asks.
  const listener = getRequestListener(fetch);
  const server = createServer(
    {
      headersTimeout,
      requestTimeout: 0, // see limitRequest
      connectionsCheckingInterval: Math.max(100, Math.min(5_000, headersTimeout / 2)),
      // Longer than any stall: a process that stood still closes what was idle before it reads what has come in meanwhile.
      keepAliveTimeout: 75_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      limitRequest(request, response, limits, () => {
        if (response.headersSent) request.socket.destroy();
        else answerUnreadable(new TookTooLong(), request.socket);
      });
      void listener(request, response);
    },
  );
  server.maxRequestsPerSocket = 0;
  server.on('clientError', answerUnreadable);
  await listening(server, host, port);
  const address = server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  return {
    port: actualPort,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    close: () => close(server, options),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(asListenFailure(error, host, port)));
    server.listen({ host, port }, resolve);
  });
}

function asListenFailure(error: Error, host: string, port: number): Error {
  const cause = { cause: error };
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new DomainError(
        'address-in-use',
        `Another program listens on ${host}:${port}; choose another --port`,
        cause,
      );
    case 'EACCES':
      return new DomainError(
        'invalid-request',
        `This user may not listen on port ${port}; choose one above 1023`,
        cause,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new DomainError('invalid-request', `${host} is no address of this machine`, cause);
    default:
      return error;
  }
}

async function close(server: Server, { drain, graceMs = 15_000 }: ServeOptions): Promise<boolean> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection that has answered its last request becomes idle, and would be kept open for the next one.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const limit = Promise.withResolvers<false>();
  const timer = setTimeout(() => limit.resolve(false), graceMs);
  const finished = (async () => {
    await closed;
    await drain?.();
    return true;
  })();
  try {
    return await Promise.race([finished, limit.promise]);
  } finally {
    clearInterval(sweep);
    clearTimeout(timer);
    server.closeAllConnections();
  }
}

/** Of our own limits, like that of Node's. */
class TookTooLong extends Error {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT';
}

/** What is no HTTP never reaches the API: headers too large or too slow, or something else altogether. */
function answerUnreadable(error: Error, socket: Socket): void {
  if (!socket.writable || systemCode(error) === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status =
    { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413 }[
      systemCode(error) ?? ''
    ] ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({ type: 'about:blank', title, status, code: 'unreadable-request' });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
