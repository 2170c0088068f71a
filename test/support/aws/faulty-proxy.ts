import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';

export interface FaultyProxy {
  readonly endpoint: string;
  stop(): void;
}

/** A request on its way to DynamoDB. */
export interface Passing {
  /** `PutItem` and the like. */
  readonly operation: string;
  readonly body: string;
}

/**
 * Stands between a function and DynamoDB, and hands requests on.
 *
 * @param refuse - may answer one itself, with the name of an error
 */
export async function faultyProxy(
  target: string,
  refuse: (passing: Passing) => string | undefined,
): Promise<FaultyProxy> {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(target);
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const refusal = refuse({ operation, body: body.toString() });
    if (refusal !== undefined) {
      const document = { __type: `com.amazonaws.dynamodb.v20120810#${refusal}`, message: 'refused' };
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(document));
      return;
    }
    const { method, url, headers } = request;
    const onward = send({ hostname, port, method, path: url, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy()); // whoever sent it has died
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy does not listen');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
