import { z } from 'zod';

/** Variables of the API function, as it reads them; CDK checks what it sets against `z.input` of the same schema. */
export const ApiFunctionEnv = z.object({
  TABLE_NAME: z.string().min(3).meta({ description: 'DynamoDB table of all records' }),
  BUCKET_NAME: z.string().min(3).meta({ description: 'S3 bucket of models and drops' }),
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
  STAGE: z
    .string()
    .min(1)
    .default('local')
    .meta({ description: 'Tells the metrics of one stage from those of another' }),
  RETENTION_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a whole number of days')
    .transform(Number)
    .optional()
    .meta({ description: 'Days a customer is kept after the last score; left out: until erased' }),
});
export type ApiFunctionEnv = z.infer<typeof ApiFunctionEnv>;
