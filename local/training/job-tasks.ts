import { z } from 'zod';
import { once, runKeys } from '../../core/lifecycle/training/run-files.ts';
import type { Task } from '../workflows/task-attempts.ts';
import { FamilyProgress } from './family-progress.ts';
import type { JobStore } from './job-folders.ts';
import type { Progress, Reporter } from './progress.ts';
import { type JobEnded, type JobOptions, runProcessingJob, runTrainingJob } from './sagemaker-job.ts';
import { TrainingJobRequest } from './sagemaker-requests.ts';

export interface JobTasksOptions {
  readonly runId: string;
  readonly families: readonly string[];
  readonly store: JobStore;
  /** Folder for the jobs' files, on the file system of the store. */
  readonly work: string;
  readonly reporter: Reporter;
  /** Gets what the jobs write to standard error, line by line. */
  readonly onLog: (line: string) => void;
  /** Folder that holds the programs of the jobs. @default the checkout's */
  readonly packageFolder?: string | undefined;
}

/** What the next states need of a job that ended well; the whole of its description is as large as its request. */
const Description = z.looseObject({});

/**
 * The SageMaker tasks of `workflows/training.asl.json`, each run as a subprocess with the very request that Step Functions
 * would send. A job that has ended well is not run again when the run goes on.
 */
export function jobTasks({ runId, families, store, work, reporter, onLog, packageFolder }: JobTasksOptions) {
  const progress = new FamilyProgress(families, reporter);
  const options = (signal: AbortSignal, onProgress: (event: Progress) => void): JobOptions => ({
    store,
    work,
    signal,
    onProgress,
    onLog,
    packageFolder,
  });
  const processing =
    (step: 'prepare' | 'evaluate'): Task =>
    (input, { signal }) => {
      reporter.show(step, {});
      return once(store.objects, runKeys.result(runId, step), Description, () => {
        if (step === 'evaluate') progress.requireOne();
        return describe(
          runProcessingJob(
            input,
            options(signal, (event) => reporter.show(step, event)),
          ),
        );
      });
    };
  const TrainFamily: Task = async (input, { signal }) => {
    const { family = '' } = TrainingJobRequest.parse(input).HyperParameters;
    let isNew = false;
    const description = await once(store.objects, runKeys.result(runId, `train-${family}`), Description, () => {
      isNew = true;
      return describe(
        progress.follow(family, async (onProgress) => {
          const ended = await runTrainingJob(input, options(signal, onProgress));
          if (ended.failure) throw ended.failure;
          return ended;
        }),
      );
    });
    if (!isNew) progress.countKept();
    return description;
  };
  return { Prepare: processing('prepare'), TrainFamily, Evaluate: processing('evaluate') };
}

async function describe(job: Promise<JobEnded>) {
  const { failure, description } = await job;
  if (failure) throw failure;
  return { ...description };
}
