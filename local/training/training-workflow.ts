import { z } from 'zod';
import type { TrainingResources } from '../../core/lifecycle/training/training-order.ts';
import { loadWorkflow, type Workflow } from '../workflows/load-workflow.ts';
import type { StepDetail } from '../workflows/state-history.ts';

/** Name of the object store in the addresses of jobs. */
export const bucketName = 'home';

/** One machine is one instance, and it has what it has; a run takes as long as its budgets say. */
export const localResources: TrainingResources = {
  processing: { volumeGb: 1, maxRuntimeSeconds: 86_400 },
  training: { instanceCount: 1, volumeGb: 1, spot: false, stoppingCondition: { MaxRuntimeInSeconds: 172_800 } },
};

const local = 'this-machine';
let loaded: Promise<Workflow> | undefined;

/** `workflows/training.asl.json` for this machine: families one after another, since each uses all that it has. */
export function trainingWorkflow(): Promise<Workflow> {
  loaded ??= loadWorkflow('training', {
    maxConcurrency: 1,
    substitutions: {
      BucketName: bucketName,
      Stage: local,
      TrainingSource: `s3://${bucketName}/training/source.tar.gz`, // the checkout's own sources are used
      TrainingImage: local,
      TrainingRoleArn: local,
      TrainingInstanceType: local,
      ProcessingInstanceType: local,
    },
  });
  return loaded;
}

const Data = z.object({ data: z.object({ leavers: z.int(), stayers: z.int() }) });
const Skipped = z.object({ data: z.object({ reason: z.string() }) });
const Fitted = z.object({ family: z.string() });
const NotFitted = Fitted.extend({ cause: z.string() });
const Verified = z.object({ model: z.object({ version: z.string() }) });
const Decided = z.object({ gate: z.object({ reason: z.string() }) });

const saying =
  <T>(schema: z.ZodType<T>, words: (found: T) => string): StepDetail =>
  (output) => {
    const { data } = schema.safeParse(output);
    return data && words(data);
  };

/** What is shown beside the states of a run. */
export const trainingDetails: Readonly<Record<string, StepDetail>> = {
  CheckData: saying(Data, ({ data: { leavers, stayers } }) => `${leavers} who left, ${stayers} who stayed`),
  RecordSkipped: saying(Skipped, ({ data: { reason } }) => reason),
  TrainFamily: saying(Fitted, ({ family }) => family),
  FamilyFailed: saying(NotFitted, ({ family, cause }) => `${family} is left out: ${cause}`),
  Verify: saying(Verified, ({ model: { version } }) => version),
  Gate: saying(Decided, ({ gate: { reason } }) => reason),
};
