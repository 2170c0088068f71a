import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  InvokeEndpointCommand,
  SageMakerRuntimeClient,
  type SageMakerRuntimeClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-sagemaker-runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AwsStub, mockClient } from 'aws-sdk-client-mock';
import { type SageMakerEndpointsOptions, sageMakerEndpoints } from '../../../api/endpoints/endpoints.sagemaker.ts';
import type { DomainError } from '../../../core/errors.ts';
import {
  cut,
  type EndpointServer,
  endpointServer,
  type Invoked,
  runtimeVariables,
} from '../../support/aws/sagemaker-endpoint.ts';
import { withCode } from '../../support/with-code.ts';
import { withVariables } from '../../support/with-variables.ts';

let server: EndpointServer;
let restore: () => void;
beforeEach(async () => {
  server = await endpointServer(() => '0.5');
  restore = withVariables(runtimeVariables(server.url));
});
afterEach(async () => {
  restore();
  await server.stop();
});

const call = { endpoint: { name: 'churn' }, contentType: 'text/csv', accept: 'text/csv', body: '1,2\n3,4' };
const invoke = (options: Partial<SageMakerEndpointsOptions> = {}) =>
  sageMakerEndpoints({ timeoutMs: 5_000, attempts: 3, pauseMs: 1, ...options }).invoke(call);

/** Answers these one after another, and then a probability. */
function answerInTurn(...answers: readonly Invoked[]): void {
  server.answer = (_call, index) => (index < answers.length ? answers[index] : '0.5');
}

const at = (url: string) => ({ env: { ...process.env, ...runtimeVariables(url) } });

const failure = (status: number, error: string, fields?: Record<string, unknown>): Invoked => ({
  status,
  error,
  ...(fields && { fields }),
});

describe('endpoints of SageMaker', () => {
  it('are sent the body as it is, signed, with its type and what is wanted back', async () => {
    expect(await invoke()).toBe('0.5');
    expect(server.calls).toMatchObject([
      {
        endpoint: 'churn',
        body: '1,2\n3,4',
        headers: {
          'content-type': 'text/csv',
          accept: 'text/csv',
          authorization: expect.stringContaining('AWS4-HMAC'),
        },
      },
    ]);
    expect(server.calls[0]?.headers['x-amzn-sagemaker-target-variant']).toBeUndefined();
  });

  it('are asked for one variant, where one is named', async () => {
    const endpoints = sageMakerEndpoints({ timeoutMs: 5_000, attempts: 1 });
    await endpoints.invoke({ ...call, endpoint: { name: 'churn', variant: 'blue' } });
    expect(server.calls[0]?.headers['x-amzn-sagemaker-target-variant']).toBe('blue');
  });

  it.each<[string, Invoked]>([
    ['calls are throttled', failure(400, 'ThrottlingException')],
    ['calls are throttled by status', failure(429, 'TooManyRequestsException')],
    ['a serverless variant is not there yet', failure(429, 'ModelNotReadyException')],
    ['SageMaker fails', failure(500, 'InternalFailure')],
    ['SageMaker fails within', failure(530, 'InternalDependencyException')],
    ['SageMaker is away', failure(503, 'ServiceUnavailable')],
    ['the model fails', failure(424, 'ModelError', { OriginalStatusCode: 500 })],
  ])('are asked again where %s', async (_name, once) => {
    answerInTurn(once, once);
    expect(await invoke()).toBe('0.5');
    expect(server.calls).toHaveLength(3);
    answerInTurn(...Array.from({ length: 9 }, () => once));
    await expect(invoke()).rejects.toEqual(withCode('model-unreachable'));
    expect(server.calls).toHaveLength(6);
  });

  it('are asked again where the connection breaks, and given up on where there is none', async () => {
    const run = promisify(execFile);
    const program = join(import.meta.dirname, '..', '..', 'support', 'aws', 'invoke-endpoint.ts');
    answerInTurn(cut, cut);
    expect((await run(process.execPath, [program], at(server.url))).stdout).toBe('0.5');
    expect(server.calls).toHaveLength(3);
    expect((await run(process.execPath, [program], at('http://127.0.0.1:1'))).stdout).toBe('model-unreachable');
  });

  it('are given up on where they answer too slowly', async () => {
    answerInTurn(undefined, undefined);
    await expect(invoke({ timeoutMs: 50, attempts: 2 })).rejects.toEqual(withCode('model-unreachable'));
    expect(server.calls).toHaveLength(2);
  });

  it.each<[string, Invoked]>([
    ['the model takes the request for wrong', failure(424, 'ModelError', { OriginalStatusCode: 415 })],
    ['there is no such endpoint', failure(400, 'ValidationError')],
    ['the role may not', failure(403, 'AccessDeniedException')],
  ])('are not asked again where %s', async (_name, once) => {
    answerInTurn(once);
    await expect(invoke()).rejects.toEqual(withCode('model-answer-invalid'));
    expect(server.calls).toHaveLength(1);
  });

  it('are not quoted: what a model says of a failure may repeat what is known of customers', async () => {
    const log = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/sagemaker/Endpoints/churn';
    const fields = { OriginalStatusCode: 500, OriginalMessage: 'row 1: Jane', LogStreamArn: log };
    answerInTurn(failure(424, 'ModelError', fields));
    const error: DomainError = await invoke({ attempts: 1 }).catch((thrown) => thrown);
    expect(error.message).toBe(`The model behind endpoint churn failed at the first try (status 500). Its log: ${log}`);
    expect(error.cause).toBeUndefined();
  });

  it('are not called where they are not on the list', async () => {
    await expect(invoke({ allowed: ['other'] })).rejects.toThrow('this stage may call only other');
    await expect(invoke({ allowed: [] })).rejects.toEqual(withCode('endpoint-not-allowed'));
    expect(server.calls).toHaveLength(0);
    expect(await invoke({ allowed: ['churn'] })).toBe('0.5');
  });
});

/* No server of this machine can play a machine without credentials, or an answer that no HTTP server gives. */
describe('endpoints of SageMaker, with a client that stands in', () => {
  let client: AwsStub<ServiceInputTypes, ServiceOutputTypes, SageMakerRuntimeClientResolvedConfig>;
  beforeEach(() => {
    client = mockClient(SageMakerRuntimeClient);
  });
  afterEach(() => client.restore());

  it('let a fault of our own through as it is', async () => {
    client.on(InvokeEndpointCommand).rejects(new TypeError('x is not a function'));
    await expect(invoke()).rejects.toThrow(new TypeError('x is not a function'));
  });

  it('say in full what stopped a call before it was sent', async () => {
    const error = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    client.on(InvokeEndpointCommand).rejects(error);
    await expect(invoke()).rejects.toThrow('cannot be asked from here: Could not load credentials');
    expect(client.commandCalls(InvokeEndpointCommand)).toHaveLength(1);
  });
});
