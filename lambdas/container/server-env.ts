import { z } from 'zod';
import { ApiFunctionEnv } from '../api/api-env.ts';

/**
 * Variables of the server, beside those that say who may call (api/access/access-env.ts). Credentials come the SDK's ways:
 * a role of the pod (IRSA, Pod Identity), of the task or the instance.
 */
export const ServerEnv = ApiFunctionEnv.omit({ SCOPE_PREFIX: true, STAGE: true }).extend({
  AWS_REGION: z.string().min(1).meta({ description: 'Region of table and bucket' }),
  HOST: z.string().min(1).default('0.0.0.0').meta({ description: 'Address to listen on' }),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'a port')
    .transform(Number)
    .pipe(z.int().max(65_535))
    .default(8_000)
    .meta({ description: 'Port to listen on; 0 takes a free one' }),
});
export type ServerEnv = z.infer<typeof ServerEnv>;
