import { z } from 'zod';
import { usualCut } from '../../core/batch/plan-shards.ts';
import { FunctionEnv, retentionDays, scoringEndpoint } from '../shared/function-env.ts';

/** Variables of the functions that are tasks of the batch workflow. */
export const BatchFunctionEnv = FunctionEnv.extend({
  EVENT_BUS_NAME: z.string().min(1).meta({ description: 'EventBridge bus on which Mainstay tells what happened' }),
  RETENTION_DAYS: retentionDays,
  SCORING_ENDPOINT: scoringEndpoint,
  MAX_SHARDS: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a whole number')
    .transform(Number)
    .default(usualCut.maxShards)
    .meta({ description: 'Shards of a drop at most' }),
});
export type BatchFunctionEnv = z.infer<typeof BatchFunctionEnv>;
