import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as it came in. */
export interface Invocation {
  readonly endpoint: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Ends the connection without an answer. */
export const cut = Symbol('cut');

/** What is answered: a body, an error of the runtime by its name, or nothing ever. */
export type Invoked =
  | string
  | { readonly status: number; readonly error: string; readonly fields?: Readonly<Record<string, unknown>> }
  | typeof cut
  | undefined;

export interface EndpointServer {
  readonly url: string;
  readonly calls: Invocation[];
  /** What is answered from now on. */
  answer: (call: Invocation, index: number) => Invoked | Promise<Invoked>;
  stop(): Promise<void>;
}

/**
 * Speaks the protocol of sagemaker-runtime's `InvokeEndpoint`: `POST /endpoints/NAME/invocations`, the body as it is; an
 * error as JSON with its name in `x-amzn-errortype`.
 */
export async function endpointServer(answer: EndpointServer['answer']): Promise<EndpointServer> {
  const calls: Invocation[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const [, endpoint] = /^\/endpoints\/([^/]+)\/invocations$/.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || endpoint === undefined) {
      response.writeHead(404).end();
      return;
    }
    const call = { endpoint, headers: request.headers, body: Buffer.concat(chunks).toString() };
    const index = calls.push(call) - 1;
    const what = await server.answer(call, index);
    if (what === undefined) return;
    if (what === cut) request.socket.destroy();
    else if (typeof what === 'string') response.writeHead(200, { 'content-type': 'text/csv' }).end(what);
    else {
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': what.error };
      response.writeHead(what.status, headers).end(JSON.stringify({ Message: 'said by the model', ...what.fields }));
    }
  };
  const http = createServer((request, response) => {
    void respond(request, response);
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const address = http.address();
  if (typeof address !== 'object' || address === null) throw new Error('the endpoint does not listen');
  const server: EndpointServer = {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    answer,
    stop: async () => {
      http.closeAllConnections();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
      });
    },
  };
  return server;
}

/** Variables by which the SDK finds it. */
export function runtimeVariables(url: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: url,
  };
}
