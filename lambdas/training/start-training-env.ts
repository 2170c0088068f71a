import { z } from 'zod';
import { TrainingResources } from '../../core/lifecycle/training/training-order.ts';
import { FunctionEnv } from '../shared/function-env.ts';

const fromJson = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'this is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** How long each family searches settings, and what runs without a seed of their own begin with. */
export const TrainingSettings = z.strictObject({
  budgetSeconds: z.int().positive(),
  seed: z.int().nonnegative(),
  resources: TrainingResources,
});

/** Variables of the function that starts the training workflow. */
export const StartTrainingEnv = FunctionEnv.extend({
  STATE_MACHINE_ARN: z
    .string()
    .regex(/^arn:[\w-]+:states:/, 'the ARN of a state machine')
    .meta({ description: 'The training workflow' }),
  TRAINING_SETTINGS: fromJson(TrainingSettings).meta({ description: 'Settings and machines of a run, JSON' }),
});
export type StartTrainingEnv = z.infer<typeof StartTrainingEnv>;
