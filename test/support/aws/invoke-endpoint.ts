import { sageMakerEndpoints } from '../../../api/endpoints/endpoints.sagemaker.ts';
import { DomainError } from '../../../core/errors.ts';

/* A process of its own: in jest's realm the SDK takes Node's errors for something else. Writes the code of the failure. */

const endpoints = sageMakerEndpoints({ timeoutMs: 5_000, attempts: 3, pauseMs: 1 });
const call = { endpoint: { name: 'churn' }, contentType: 'text/csv', accept: 'text/csv', body: '1' };
try {
  process.stdout.write(await endpoints.invoke(call));
} catch (error) {
  process.stdout.write(error instanceof DomainError ? error.code : String(error));
}
