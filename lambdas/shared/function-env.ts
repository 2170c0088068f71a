import { z } from 'zod';
import { EndpointAddress } from '../../core/scoring/external/endpoint-address.ts';

/** Variables that every function has which works on records and files. */
export const FunctionEnv = z.object({
  TABLE_NAME: z.string().min(3).meta({ description: 'DynamoDB table of all records' }),
  BUCKET_NAME: z.string().min(3).meta({ description: 'S3 bucket of models and drops' }),
  STAGE: z
    .string()
    .min(1)
    .default('local')
    .meta({ description: 'Tells the metrics of one stage from those of another' }),
});

/** For functions that score. */
export const scoringEndpoint = EndpointAddress.shape.name
  .optional()
  .meta({ description: 'The one SageMaker endpoint that may be called for scores; left out: none' });

/** For functions that record scores. */
export const retentionDays = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, 'a whole number of days')
  .transform(Number)
  .optional()
  .meta({ description: 'Days a customer is kept after the last score; left out: until erased' });
