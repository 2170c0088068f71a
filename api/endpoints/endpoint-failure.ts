import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';

/** Errors of the SDK and of sagemaker-runtime that pass by themselves. */
const passing: ReadonlySet<string> = new Set([
  'AbortError',
  'InternalDependencyException',
  'InternalFailure',
  'ModelNotReadyException',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
]);

const Failed = z.looseObject({
  name: z.string(),
  message: z.string().default(''),
  $metadata: z.looseObject({ httpStatusCode: z.int().optional() }).optional(),
  OriginalStatusCode: z.int().optional(),
  LogStreamArn: z.string().optional(),
  code: z.string().optional(),
});

/**
 * What a failed call of an endpoint means. What the model said of it is left out, also as the cause, which goes to the log:
 * it may repeat what it was sent. What stopped the call before it was sent, such as missing credentials, is told in full.
 *
 * @param attempts - how many calls there have been
 */
export function describeFailure(
  error: unknown,
  endpoint: string,
  attempts: number,
): { readonly failure: unknown; readonly mayPass: boolean } {
  const failed = Failed.safeParse(error).data ?? { name: 'Error', message: String(error) };
  const status = failed.$metadata?.httpStatusCode;
  const tried = attempts === 1 ? 'at the first try' : `in ${attempts} tries`;
  if (failed.name === 'ModelError') {
    const { OriginalStatusCode: ofModel, LogStreamArn: log } = failed;
    const mayPass = ofModel === undefined || ofModel >= 500 || ofModel === 429;
    const detail = `The model behind endpoint ${endpoint} failed ${tried} (status ${ofModel ?? 'unknown'}).${log ? ` Its log: ${log}` : ''}`;
    return { failure: new DomainError(mayPass ? 'model-unreachable' : 'model-answer-invalid', detail), mayPass };
  }
  const isOfNetwork = status === undefined && failed.code !== undefined;
  const mayPass =
    passing.has(failed.name) || isOfNetwork || (status !== undefined && (status >= 500 || status === 429));
  if (mayPass) {
    const detail = `The endpoint ${endpoint} could not be asked ${tried}: ${failed.code ?? failed.name}.`;
    return { failure: new DomainError('model-unreachable', detail, { cause: error }), mayPass };
  }
  if (status !== undefined) {
    const detail = `SageMaker refused to call the endpoint ${endpoint}: ${failed.name}.`;
    return { failure: new DomainError('model-answer-invalid', detail, { cause: error }), mayPass };
  }
  if (failed.name === 'CredentialsProviderError' || failed.message.startsWith('Region is missing')) {
    const detail = `The endpoint ${endpoint} cannot be asked from here: ${failed.message}.`;
    return { failure: new DomainError('model-unreachable', detail, { cause: error }), mayPass };
  }
  return { failure: error, mayPass }; // a fault of our own
}
