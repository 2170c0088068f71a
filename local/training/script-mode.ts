import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProcessingJobRequest, TrainingJobRequest } from './sagemaker-requests.ts';

/*
 * What AWS's containers give to a program, given to a subprocess: the files below /opt/ml (here a folder that
 * SAGEMAKER_BASE_DIR names, as in AWS's own toolkit), the SM_ variables, and hyperparameters as arguments.
 */

/** How a program is started. */
export interface Start {
  readonly module: string;
  readonly arguments: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

export async function writeJson(path: string, document: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(document));
}

/** The launcher reads each hyperparameter as JSON if it can; a text stays one. */
function decoded(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** As the launcher writes arguments and variables: null is nothing. */
const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

/**
 * Lays out `/opt/ml` of one instance of a training job and says how its program is started. Channels are at
 * `input/data/<channel>`, to be filled by the caller.
 *
 * @param host - this instance, one of `hosts`
 */
export async function startTraining(
  request: TrainingJobRequest,
  base: string,
  { host, hosts }: { readonly host: string; readonly hosts: readonly string[] },
): Promise<Start> {
  const path = (...parts: string[]): string => join(base, ...parts);
  const channels = request.InputDataConfig.map(({ ChannelName }) => ChannelName);
  const config = { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None' };
  await writeJson(path('input/config/hyperparameters.json'), request.HyperParameters);
  await writeJson(path('input/config/resourceconfig.json'), { current_host: host, hosts });
  await writeJson(
    path('input/config/inputdataconfig.json'),
    Object.fromEntries(channels.map((name) => [name, config])),
  );
  for (const folder of ['model', 'output/data']) await mkdir(path(folder), { recursive: true });

  const own = Object.entries(request.HyperParameters)
    .filter(([name]) => !name.startsWith('sagemaker_'))
    .map(([name, value]): [string, unknown] => [name, decoded(value)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const options = own.flatMap(([name, value]) => [name.length > 1 ? `--${name}` : `-${name}`, asText(value)]);
  const program = request.HyperParameters.sagemaker_program;
  const facts: Record<string, unknown> = {
    hosts,
    current_host: host,
    hps: Object.fromEntries(own),
    channels: channels.toSorted(),
    user_args: options,
    user_entry_point: program,
    num_cpus: cpus().length,
    num_gpus: 0,
    model_dir: path('model'),
    input_dir: path('input'),
    input_config_dir: path('input/config'),
    output_dir: path('output'),
    output_data_dir: path('output/data'),
    ...Object.fromEntries(channels.map((name) => [`channel_${name}`, path('input/data', name)])),
    ...Object.fromEntries(own.map(([name, value]) => [`hp_${name}`, value])),
  };
  const variables = Object.entries(facts).map(([name, value]) => [`SM_${name.toUpperCase()}`, asText(value)]);
  return {
    module: program.replace(/\.py$/, ''),
    arguments: options,
    variables: { ...request.Environment, ...Object.fromEntries(variables), SAGEMAKER_BASE_DIR: base },
  };
}

/** Where a `LocalPath` of a processing job is on this machine. */
export function localFolder(base: string, localPath: string): string {
  return join(base, ...localPath.replace(/^\/opt\/ml\//, '').split('/'));
}

/** Lays out `/opt/ml` of a processing job and says how its program is started; inputs are to be filled by the caller. */
export async function startProcessing(request: ProcessingJobRequest, base: string): Promise<Start> {
  await writeJson(join(base, 'config/processingjobconfig.json'), request);
  await writeJson(join(base, 'config/resourceconfig.json'), { current_host: 'algo-1', hosts: ['algo-1'] });
  for (const { S3Output } of request.ProcessingOutputConfig.Outputs) {
    await mkdir(localFolder(base, S3Output.LocalPath), { recursive: true });
  }
  return {
    module: 'process',
    arguments: request.AppSpecification.ContainerArguments,
    variables: { ...request.Environment, SAGEMAKER_BASE_DIR: base },
  };
}
