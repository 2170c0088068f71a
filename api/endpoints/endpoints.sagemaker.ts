import { setTimeout as sleep } from 'node:timers/promises';
import type { InvokeEndpointCommandInput, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DomainError } from '../../core/errors.ts';
import type { ModelEndpoints } from '../../core/ports.ts';
import { describeFailure } from './endpoint-failure.ts';

export interface SageMakerEndpointsOptions {
  /** Names of the endpoints that may be called; undefined: every one that the credentials allow. */
  readonly allowed?: readonly string[] | undefined;
  /** An attempt that has not been answered in full by then is given up, ms. SageMaker itself gives a model 60 s. */
  readonly timeoutMs: number;
  /** Calls for one request at most. */
  readonly attempts: number;
  /** Pause before the second attempt, doubled each time and varied by half, ms. @default 200 */
  readonly pauseMs?: number | undefined;
}

type Invoke = (input: InvokeEndpointCommandInput) => Promise<string>;

/**
 * Endpoints of SageMaker; region, credentials and address come from the environment, as the SDK has it. Both homes use it.
 * The SDK is loaded with the first call: who scores in process never pays for it.
 */
export function sageMakerEndpoints(options: SageMakerEndpointsOptions): ModelEndpoints {
  const { allowed, attempts, pauseMs = 200 } = options;
  let invoking: Promise<Invoke> | undefined;
  return {
    invoke: async ({ endpoint, contentType, accept, body }) => {
      if (allowed && !allowed.includes(endpoint.name)) {
        const which =
          allowed.length > 0 ? `only ${allowed.join(', ')}` : 'none; scoringEndpoint in lib/stages.ts names one';
        throw new DomainError(
          'endpoint-not-allowed',
          `The endpoint ${endpoint.name} may not be called: this stage may call ${which}.`,
        );
      }
      invoking ??= open(options.timeoutMs);
      const invoke = await invoking;
      const input: InvokeEndpointCommandInput = {
        EndpointName: endpoint.name,
        ...(endpoint.variant === undefined ? {} : { TargetVariant: endpoint.variant }),
        ContentType: contentType,
        Accept: accept,
        Body: new TextEncoder().encode(body),
      };
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await invoke(input);
        } catch (error) {
          const { failure, mayPass } = describeFailure(error, endpoint.name, attempt);
          if (!mayPass || attempt >= attempts) throw failure;
          await sleep(pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random()));
        }
      }
    },
  };
}

async function open(timeoutMs: number): Promise<Invoke> {
  const { InvokeEndpointCommand, SageMakerRuntimeClient: Client } = await import('@aws-sdk/client-sagemaker-runtime');
  // Tried again here and not by the SDK: it knows nothing of what a model's own failure means.
  const client: SageMakerRuntimeClient = new Client({ maxAttempts: 1, requestHandler: { connectionTimeout: 1_000 } });
  return async (input) => {
    const { Body } = await client.send(new InvokeEndpointCommand(input), {
      abortSignal: AbortSignal.timeout(timeoutMs),
    });
    return Body.transformToString('utf-8');
  };
}
