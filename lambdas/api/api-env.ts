import { z } from 'zod';
import { FunctionEnv, retentionDays, scoringEndpoint } from '../shared/function-env.ts';

/** Variables of the API function, as it reads them; CDK checks what it sets against `z.input` of the same schema. */
export const ApiFunctionEnv = FunctionEnv.extend({
  SCOPE_PREFIX: z
    .string()
    .regex(/^[\w.:-]+\/$/, 'a resource server and a slash, such as mainstay/')
    .meta({ description: 'What stands before a scope in the token: the resource server of the user pool' }),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((origin) => origin !== ''))
    .pipe(z.array(z.url({ protocol: /^https?$/ })))
    .meta({ description: 'Origins of pages that may call, separated by commas: where the dashboard is served' }),
  EVENT_BUS_NAME: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'EventBridge bus on which scores and promotions are told; left out: they are not' }),
  RETENTION_DAYS: retentionDays,
  SCORING_ENDPOINT: scoringEndpoint,
});
export type ApiFunctionEnv = z.infer<typeof ApiFunctionEnv>;
