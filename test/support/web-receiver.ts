import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What to answer; `hang` never does. */
export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'hang';

export interface WebReceiver {
  readonly url: string;
  readonly received: Received[];
  stop(): Promise<void>;
}

/** An HTTP server on a free port of this machine that keeps what it is sent and answers as it is told. */
export async function webReceiver(answer: (request: Received, index: number) => Answer): Promise<WebReceiver> {
  const received: Received[] = [];
  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: Buffer.concat(chunks).toString() };
    const index = received.push(request) - 1;
    const what = answer(request, index);
    if (what === 'hang') return;
    response.writeHead(what.status, { 'content-type': 'application/json', ...what.headers });
    response.end(what.body === undefined ? '' : JSON.stringify(what.body));
  };
  const server = createServer((request, response) => {
    void respond(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the receiver does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
