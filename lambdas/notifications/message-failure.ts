import { DomainError } from '../../core/errors.ts';

/** Names of errors by which SNS and SES say that the message is at fault, not the service, the account or the network. */
const refusals: ReadonlySet<string> = new Set([
  'BadRequestException',
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'MessageRejected',
  'OptedOut',
  'OptedOutException',
]);

/** What the SDK threw, as the failure that it is for a message. The service's own words stay with the cause. */
export function asMessageFailure(error: unknown, service: string): DomainError {
  const name = error instanceof Error ? error.name : 'an unknown error';
  return refusals.has(name)
    ? new DomainError('message-refused', `${service} refused the message: ${name}.`, { cause: error })
    : new DomainError('message-not-delivered', `${service} did not take the message: ${name}.`, { cause: error });
}
