import { DomainError } from '../../errors.ts';
import type { ModelEndpoints } from '../../ports.ts';

/** Where no endpoint may be called. */
export const noEndpoints: ModelEndpoints = {
  invoke: async ({ endpoint: { name } }) => {
    throw new DomainError('endpoint-not-allowed', `The endpoint ${name} may not be called from here.`);
  },
};
