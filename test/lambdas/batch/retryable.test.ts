import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import { withRetryableName } from '../../../lambdas/batch/with-retryable-name.ts';
import { errorName } from '../../../local/workflows/task-errors.ts';
import { localCredentials } from '../../support/aws/local-dynamodb.ts';
import { workflowText } from '../../support/workflow-file.ts';

/** Names that the workflow tries again; that all its tasks have the same is tested with the workflows. */
const retried = new Set(
  [...(/"ErrorEquals":\s*\[([^\]]+)\]/.exec(workflowText('batch'))?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(
    ([, name]) => name,
  ),
);

/** What a service answers, or how the connection fails. */
type Fault = { readonly status: number; readonly body: string } | 'reset' | 'half';

let server: Server;
let fault: Fault = 'reset';
let endpoint = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (fault === 'reset') request.socket.destroy();
    else if (fault === 'half') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('x'.repeat(10), () => response.socket?.destroy());
    } else response.writeHead(fault.status).end(fault.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function nameOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return withRetryableName(error).name;
  }
  return 'nothing was thrown';
}

const get = async (): Promise<unknown> => {
  const client = new DynamoDBClient({ ...localCredentials, endpoint, maxAttempts: 1 });
  return client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' }, sk: { S: 'b' } } }));
};
const read = async (): Promise<unknown> => {
  const client = new S3Client({ ...localCredentials, endpoint, forcePathStyle: true, maxAttempts: 1 });
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  return Body?.transformToString();
};

const dynamo = (name: string, status = 400): Fault => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'x' }),
});
const s3 = (code: string, status: number): Fault => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>x</Message></Error>`,
});

describe('what a task throws bears the name that the workflow tries again:', () => {
  it.each([
    ['DynamoDB asks for fewer calls', dynamo('ThrottlingException'), get],
    ['DynamoDB has no capacity', dynamo('ProvisionedThroughputExceededException'), get],
    ['DynamoDB has no capacity left at all', dynamo('RequestLimitExceeded'), get],
    ['DynamoDB fails', dynamo('InternalServerError', 500), get],
    ['S3 asks for fewer calls', s3('SlowDown', 503), read],
    ['S3 fails', s3('InternalError', 500), read],
    ['S3 is away', s3('ServiceUnavailable', 503), read],
    ['an object breaks off while it is read', 'half' as const, read],
  ])('%s', async (_name, what, work) => {
    fault = what;
    expect(retried).toContain(await nameOf(work));
  });

  it('a connection breaks, cannot be made, or the name is not resolved', async () => {
    fault = 'reset';
    for (const address of [endpoint, 'http://127.0.0.1:1', 'http://nowhere.invalid']) {
      const program = join(import.meta.dirname, '..', '..', 'support', 'aws', 'name-of-failure.ts');
      const { stdout } = await promisify(execFile)(process.execPath, [program, address]);
      expect(retried).toContain(stdout);
    }
  });
});

it('a model elsewhere that does not answer is tried again, in both homes; one that answers nonsense is not', () => {
  const away = new DomainError('model-unreachable', 'away');
  const wrong = new DomainError('model-answer-invalid', 'nonsense');
  for (const nameIn of [(error: Error) => withRetryableName(error).name, errorName]) {
    expect(retried).toContain(nameIn(away));
    expect(retried).not.toContain(nameIn(wrong));
  }
});

it('what will not go away by itself keeps a name that is not tried again', async () => {
  fault = dynamo('ResourceNotFoundException');
  expect(await nameOf(get)).toBe('ResourceNotFoundException');
  fault = s3('AccessDenied', 403);
  expect(await nameOf(read)).toBe('AccessDenied');
  expect(await nameOf(async () => JSON.parse('{'))).toBe('SyntaxError');
  expect(await nameOf(async () => readFileSync('/nowhere'))).toBe('Error');
  for (const name of ['ResourceNotFoundException', 'AccessDenied', 'SyntaxError', 'Error', 'DomainError', 'States.ALL'])
    expect(retried).not.toContain(name);
});

it('a function that dies, is killed or runs out of time is started again', () => {
  for (const name of ['Lambda.Unknown', 'Runtime.ExitError', 'Sandbox.Timedout', 'States.Timeout'])
    expect(retried).toContain(name);
});
