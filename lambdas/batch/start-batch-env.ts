import { z } from 'zod';
import { FunctionEnv } from '../shared/function-env.ts';

/** Variables of the function that starts the batch workflow; it reads no records. */
export const StartBatchEnv = FunctionEnv.omit({ TABLE_NAME: true }).extend({
  STATE_MACHINE_ARN: z
    .string()
    .regex(/^arn:[\w-]+:states:/, 'the ARN of a state machine')
    .meta({ description: 'The batch workflow' }),
});
export type StartBatchEnv = z.infer<typeof StartBatchEnv>;
