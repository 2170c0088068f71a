import { z } from 'zod';

const name = z.string().regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, '1 to 63 letters, digits and hyphens');

/** A SageMaker real-time endpoint of the home's own account and region. */
export const EndpointAddress = z.strictObject({
  name,
  variant: name
    .optional()
    .meta({ description: 'Production variant that is to answer; left out: as the endpoint shares its traffic' }),
});
export type EndpointAddress = z.infer<typeof EndpointAddress>;
