import { z } from 'zod';
import { Family } from '../../scoring/bundle.ts';
import { ModelVersion } from '../registry.ts';
import { PartReference } from '../training-data/part-manifest.ts';

/** Why a run was asked for; drift and performance are what monitoring reports. */
export const TrainingReason = z.enum(['scheduled', 'on-demand', 'drop', 'drift', 'performance']);
export type TrainingReason = z.infer<typeof TrainingReason>;

const volumeGb = z.int().min(1).max(16_384);
const seconds = z
  .int()
  .min(60)
  .max(28 * 86_400);

/** Machines that the jobs of a run get; what stands in the workflow file as a text is filled in there instead. */
export const TrainingResources = z.strictObject({
  processing: z.strictObject({ volumeGb, maxRuntimeSeconds: seconds }),
  training: z.strictObject({
    instanceCount: z
      .int()
      .min(1)
      .max(20)
      .meta({ description: 'Above 1 XGBoost is fitted by all, other families by one' }),
    volumeGb,
    spot: z.boolean(),
    stoppingCondition: z.strictObject({
      MaxRuntimeInSeconds: seconds,
      MaxWaitTimeInSeconds: seconds
        .optional()
        .meta({ description: 'With spot only: the longest wait and run together' }),
    }),
  }),
});
export type TrainingResources = z.infer<typeof TrainingResources>;

/** What a run of `workflows/training.asl.json` is to do: its input. */
export const TrainingOrder = z.strictObject({
  runId: z
    .string()
    .regex(/^run-[A-Za-z0-9-]{1,36}$/)
    .meta({ description: 'Goes into the names of jobs, which have 63 characters' }),
  profile: z.string().min(1).meta({ description: 'Name of the profile' }),
  by: z.string().min(1).meta({ description: 'Who asks: a person, a client, or what acts for one' }),
  reason: TrainingReason,
  dropId: z.string().nullable().meta({ description: 'The labelled drop that it was asked for with' }),
  families: z.array(Family).min(1),
  budgetSeconds: z.number().positive().nullable().meta({ description: 'Time to search settings in, per family' }),
  trials: z.int().positive().nullable().meta({ description: 'Most settings tried per family' }),
  trialsOfFamilies: z.array(z.int().positive().nullable()).optional().meta({
    description: 'The same for each family by itself, in the order of `families`, to repeat a run',
  }),
  seed: z.int().nonnegative(),
  force: z.boolean().meta({
    description:
      'Trains even if nothing new came in, soon after the last run, or beside one that seems to be under way',
  }),
  parts: z.array(PartReference).min(1).optional().meta({
    description: 'Exactly these parts of the training data, to repeat a run; left out: all that the profile has',
  }),
  previous: ModelVersion.nullable().optional().meta({
    description: 'Model whose data these are compared with, to repeat a run; left out: the champion, if it can be',
  }),
  resources: TrainingResources,
});
export type TrainingOrder = z.infer<typeof TrainingOrder>;
