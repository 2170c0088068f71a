import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { inStep } from './folder-sync.ts';
import { download, type JobStore, upload, uploadPacked } from './job-folders.ts';
import { type PythonEnded, type PythonOptions, pythonFailure, runPython, type StepDone } from './run-python.ts';
import { ProcessingJobRequest, TrainingJobRequest } from './sagemaker-requests.ts';
import { localFolder, type Start, startProcessing, startTraining } from './script-mode.ts';

export interface JobOptions extends Omit<PythonOptions, 'variables'> {
  readonly store: JobStore;
  /** Folder for the job's files, on the file system of the store; a folder of the job's name in it is made and removed. */
  readonly work: string;
}

/** How a job ended, in SageMaker's words, with what a `.sync` task of Step Functions hands on of it. */
export interface JobEnded {
  readonly status: 'Completed' | 'Failed' | 'Stopped';
  /** As `DescribeTrainingJob` or `DescribeProcessingJob` would answer. */
  readonly description: Readonly<Record<string, unknown>>;
  /** What went wrong; undefined where nothing did. */
  readonly failure: DomainError | undefined;
  /** What the program said at its end. */
  readonly done: StepDone | undefined;
}

/** SageMaker keeps that many characters of a reason. */
const longestReason = 1024;

/**
 * Runs a training job as a subprocess: the request that Step Functions would send, the channels from the object store,
 * the same hyperparameters and environment, `model.tar.gz` and `output.tar.gz` back to
 * `<S3OutputPath>/<TrainingJobName>/output/`, checkpoints both ways while it runs. Sources are the checkout's own, not
 * those that `sagemaker_submit_directory` names: they are the same.
 *
 * @param parameters - resolved `Parameters` of a `createTrainingJob.sync` task
 * @throws {DomainError} `invalid-request`, `python-missing`
 * @throws the signal's reason once it is aborted; checkpoints are kept
 */
export async function runTrainingJob(parameters: unknown, options: JobOptions): Promise<JobEnded> {
  const request = parsed(TrainingJobRequest, parameters);
  const name = request.TrainingJobName;
  return await inFolder(join(options.work, name), async (base) => {
    const { store } = options;
    const hosts = Array.from({ length: request.ResourceConfig.InstanceCount }, (_, at) => `algo-${at + 1}`);
    const [first = base] = hosts.map((host) => join(base, host));
    const starts: Start[] = [];
    for (const host of hosts) {
      const own = join(base, host);
      starts.push(await startTraining(request, own, { host, hosts }));
      for (const { ChannelName, DataSource } of request.InputDataConfig) {
        const { S3Uri } = DataSource.S3DataSource;
        const found = await download(store, S3Uri, join(own, 'input/data', ChannelName));
        if (found === 0)
          throw new DomainError('file-not-found', `Channel ${ChannelName}: there is nothing at ${S3Uri}`);
      }
    }
    const variables: Record<string, string> = {};
    if (hosts.length > 1) variables['MAINSTAY_TRACKER'] = `127.0.0.1:${await freePort()}`;
    const { CheckpointConfig, StoppingCondition } = request;
    const run = (): Promise<AllEnded> => runAll(starts, variables, StoppingCondition.MaxRuntimeInSeconds, options);
    const ended = await (CheckpointConfig
      ? inStep(store, CheckpointConfig.S3Uri, join(first, 'checkpoints'), run)
      : run());
    const target = `${request.OutputDataConfig.S3OutputPath.replace(/\/$/, '')}/${name}/output`;
    await uploadPacked(store, join(first, 'output/data'), target, 'output.tar.gz');
    const model =
      ended.status === 'Completed'
        ? await uploadPacked(store, join(first, 'model'), target, 'model.tar.gz')
        : undefined;
    return {
      ...ended,
      description: {
        ...request,
        TrainingJobStatus: ended.status,
        SecondaryStatus: ended.timedOut ? 'MaxRuntimeExceeded' : ended.status,
        TrainingTimeInSeconds: ended.seconds,
        ...(model === undefined ? {} : { ModelArtifacts: { S3ModelArtifacts: model } }),
        ...reasonOf(ended),
      },
    };
  });
}

/**
 * Runs a processing job as a subprocess: `process.py` with the request's `ContainerArguments`, the inputs from the object
 * store, the outputs back to it once it has ended well.
 *
 * @param parameters - resolved `Parameters` of a `createProcessingJob.sync` task
 * @throws {DomainError} `invalid-request`, `python-missing`
 * @throws the signal's reason once it is aborted
 */
export async function runProcessingJob(parameters: unknown, options: JobOptions): Promise<JobEnded> {
  const request = parsed(ProcessingJobRequest, parameters);
  return await inFolder(join(options.work, request.ProcessingJobName), async (base) => {
    const { store } = options;
    const start = await startProcessing(request, base);
    for (const { InputName, S3Input } of request.ProcessingInputs) {
      if (InputName === codeInput) continue;
      await download(store, S3Input.S3Uri, localFolder(base, S3Input.LocalPath));
    }
    const ended = await runAll([start], {}, request.StoppingCondition?.MaxRuntimeInSeconds, options);
    if (ended.status === 'Completed') {
      for (const { S3Output } of request.ProcessingOutputConfig.Outputs) {
        await upload(store, localFolder(base, S3Output.LocalPath), S3Output.S3Uri);
      }
    }
    const message = ended.failure && !ended.timedOut ? { ExitMessage: reasonText(ended.failure) } : {};
    return {
      ...ended,
      description: { ...request, ProcessingJobStatus: ended.status, ...message, ...reasonOf(ended) },
    };
  });
}

/** Input by which a container gets the packed sources; here they are in the checkout. */
const codeInput = 'code';

interface AllEnded extends Omit<JobEnded, 'description'> {
  readonly timedOut: boolean;
  readonly seconds: number;
}

/** Runs the instances of a job side by side; the first that fails ends the others. */
async function runAll(
  starts: readonly Start[],
  more: Readonly<Record<string, string>>,
  mostSeconds: number | undefined,
  options: JobOptions,
): Promise<AllEnded> {
  const startedMs = performance.now();
  const own = new AbortController();
  const runtime = setTimeout(() => own.abort(timeUp), Math.min((mostSeconds ?? 86_400) * 1000, 2 ** 31 - 1));
  const signal = AbortSignal.any([options.signal, own.signal]);
  const seconds = (): number => Math.round(performance.now() - startedMs) / 1000;
  const run = async (start: Start, at: number): Promise<PythonEnded> => {
    const ended = await runPython(start.module, start.arguments, {
      ...options,
      signal,
      variables: { ...start.variables, ...more },
      onProgress: (progress) => {
        if (at === 0) options.onProgress(progress);
      },
    });
    if (ended.code !== 0) {
      const failure = pythonFailure('The job', ended);
      own.abort(failure);
      throw failure;
    }
    return ended;
  };
  try {
    // Settled and not all: nothing may run any more when this returns.
    const [first] = await Promise.allSettled(starts.map(run));
    options.signal.throwIfAborted();
    if (own.signal.aborted) throw own.signal.reason;
    if (first?.status !== 'fulfilled') throw first?.reason ?? new Error('a job has at least one instance');
    return { status: 'Completed', failure: undefined, done: first.value.done, timedOut: false, seconds: seconds() };
  } catch (error) {
    if (options.signal.aborted || !(error instanceof DomainError) || error.code === 'python-missing') {
      if (error !== timeUp) throw error;
      const failure = new DomainError('training-failed', `The job took longer than ${mostSeconds} seconds.`);
      return { status: 'Stopped', failure, done: undefined, timedOut: true, seconds: seconds() };
    }
    return { status: 'Failed', failure: error, done: undefined, timedOut: false, seconds: seconds() };
  } finally {
    clearTimeout(runtime);
  }
}

const timeUp = new Error('MaxRuntimeInSeconds is over');

const reasonText = ({ code, message }: DomainError): string => `${code}: ${message}`.slice(0, longestReason);

function reasonOf({ status, failure }: AllEnded): { FailureReason?: string } {
  return status === 'Failed' && failure
    ? { FailureReason: `AlgorithmError: ${reasonText(failure)}`.slice(0, longestReason) }
    : {};
}

function parsed<T>(schema: z.ZodType<T>, parameters: unknown): T {
  const found = schema.safeParse(parameters);
  if (found.success) return found.data;
  throw new DomainError('invalid-request', `SageMaker would refuse this job: ${z.prettifyError(found.error)}`);
}

async function inFolder<T>(folder: string, work: (folder: string) => Promise<T>): Promise<T> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A port that nothing listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a listening socket has a port');
  return address.port;
}
