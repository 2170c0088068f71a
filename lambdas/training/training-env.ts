import { z } from 'zod';
import { FunctionEnv } from '../shared/function-env.ts';

/** Variables of the functions that are tasks of the training workflow. */
export const TrainingFunctionEnv = FunctionEnv.extend({
  CODE_VERSION: z.string().min(1).meta({ description: 'Version of Mainstay, as package.json has it' }),
  CODE_COMMIT: z
    .string()
    .regex(/^([0-9a-f]{40,64}|unknown)$/, 'a commit, or "unknown"')
    .default('unknown')
    .meta({ description: 'Commit of the checkout that was deployed; stands in the lineage of models' }),
  EVENT_BUS_NAME: z.string().min(1).meta({ description: 'EventBridge bus on which Mainstay tells what happened' }),
});
export type TrainingFunctionEnv = z.infer<typeof TrainingFunctionEnv>;
