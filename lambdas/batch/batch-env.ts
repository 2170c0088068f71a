import { z } from 'zod';
import { FunctionEnv, retentionDays } from '../shared/function-env.ts';

/** Variables of the functions that are tasks of the batch workflow. */
export const BatchFunctionEnv = FunctionEnv.extend({
  EVENT_BUS_NAME: z.string().min(1).meta({ description: 'EventBridge bus on which Mainstay tells what happened' }),
  RETENTION_DAYS: retentionDays,
});
export type BatchFunctionEnv = z.infer<typeof BatchFunctionEnv>;
