import { z } from 'zod';
import { FunctionEnv } from '../shared/function-env.ts';

/** Variables of the functions that are tasks of the training workflow. */
export const TrainingFunctionEnv = FunctionEnv.extend({
  CODE_VERSION: z.string().min(1).meta({ description: 'Version of Mainstay, as package.json has it' }),
  EVENT_BUS_NAME: z.string().min(1).meta({ description: 'EventBridge bus on which Mainstay tells what happened' }),
});
export type TrainingFunctionEnv = z.infer<typeof TrainingFunctionEnv>;
