import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One call of an AWS service that speaks JSON. */
export interface ServiceCall {
  readonly operation: string;
  readonly input: unknown;
}

export interface JsonService {
  readonly endpoint: string;
  readonly calls: ServiceCall[];
  stop(): Promise<void>;
}

/**
 * A server on a free port of this machine that speaks the JSON protocol of services such as EventBridge and Step Functions,
 * answers every call as it is told, and keeps the calls.
 *
 * @param answer - a status (200 unless said) and a document; a service's error has its name in `__type`
 */
export async function jsonService(
  answer: (call: ServiceCall) => { readonly status?: number; readonly body: unknown },
): Promise<JsonService> {
  const calls: ServiceCall[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const call: ServiceCall = { operation, input: JSON.parse(await bodyOf(request)) };
    calls.push(call);
    const { status = 200, body } = answer(call);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    void respond(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the service does not listen');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
