import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkFile } from '../../../core/intake/check-file.ts';
import { checkedHeader, checkedLine } from '../../../core/intake/checked-file.ts';
import { bundleProfileFile, loadVerifiedEngine } from '../../../core/lifecycle/stored-model.ts';
import { parseProfile } from '../../../core/profile/parse-profile.ts';
import { generateStreaming } from '../../../data/generate-streaming.ts';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import type { Progress } from '../../../local/training/progress.ts';
import { type JobOptions, runProcessingJob, runTrainingJob } from '../../../local/training/sagemaker-job.ts';
import { withCode } from '../../support/with-code.ts';
import { temporaryFolder } from '../support/mainstay.ts';

/* Programs that stand in for the training package: they do what a hyperparameter or argument says. */
const train = `
import json, os, pathlib, sys, time
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
def say(**line): print(json.dumps(line), flush=True)
what = os.environ["SM_HP_WHAT"]
kept = base / "checkpoints" / "state.json"
if what == "report":
    told = {name: value for name, value in os.environ.items() if name.startswith("SM_")}
    told["files"] = sorted(p.relative_to(base).as_posix() for p in (base / "input").rglob("*") if p.is_file())
    told["raw"] = json.loads((base / "input/config/hyperparameters.json").read_text())
    told["argv"] = sys.argv[1:]
    told["own"] = os.environ["OWN"]
    (base / "model" / "told.json").write_text(json.dumps(told))
    (base / "output/data" / "extra.txt").write_text("more")
    say(event="done", status="fitted", trials=2)
elif what == "refuse":
    say(event="failed", code="not-enough-data", detail="12 more needed")
    sys.exit(1)
elif what == "hang":
    before = json.loads(kept.read_text()) if kept.exists() else 0
    kept.write_text(json.dumps(before + 1))
    say(event="progress", step="train", message="hanging")
    time.sleep(600)
elif what == "one-fails":
    if os.environ["SM_CURRENT_HOST"] == "algo-2":
        say(event="failed", code="nothing-to-learn", detail="no rows here")
        sys.exit(1)
    time.sleep(600)
`;
const job = {
  TrainingJobName: 'run-1-xgboost',
  HyperParameters: {
    sagemaker_program: 'train.py',
    sagemaker_submit_directory: 's3://home/code/source.tar.gz',
    what: 'report',
    trials: '2',
  },
  AlgorithmSpecification: { TrainingImage: 'xgboost:3.0-5', TrainingInputMode: 'File' },
  RoleArn: 'arn:aws:iam::111111111111:role/training',
  InputDataConfig: [
    {
      ChannelName: 'prepared',
      DataSource: { S3DataSource: { S3Uri: 's3://home/runs/r1/prepared/', S3DataType: 'S3Prefix' } },
    },
  ],
  OutputDataConfig: { S3OutputPath: 's3://home/runs/r1/candidates/xgboost/' },
  ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
  Environment: { OWN: 'value' },
};
const doing = (what: string, more: object = {}): unknown => ({
  ...job,
  ...more,
  HyperParameters: { ...job.HyperParameters, what },
});
const checkpoints = { CheckpointConfig: { S3Uri: 's3://home/runs/r1/checkpoints/xgboost' } };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let objects: FileObjectStore;
let options: JobOptions;
const progress: Progress[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  const [standIn, files] = [join(folder.path, 'stand-in'), join(folder.path, 'files')];
  await mkdir(standIn);
  await writeFile(join(standIn, 'train.py'), train);
  objects = await FileObjectStore.open(files);
  await objects.put('runs/r1/prepared/training.csv', Buffer.from('a,b\n'));
  await objects.put('runs/r1/prepared/deep/x.json', Buffer.from('{}'));
  options = {
    store: { objects, bucket: 'home', folder: files },
    work: join(folder.path, 'work'),
    packageFolder: standIn,
    signal: new AbortController().signal,
    onProgress: (event) => progress.push(event),
  };
});
afterAll(() => folder.clear());

/** Files of a `.tar.gz` in the store, by name. */
async function unpacked(key: string): Promise<Map<string, string>> {
  const parts: Uint8Array[] = [];
  for await (const part of (await objects.read(key)) ?? []) parts.push(part);
  const tar = gunzipSync(Buffer.concat(parts));
  const files = new Map<string, string>();
  for (let at = 0; tar[at] !== 0; ) {
    const name = tar.toString('utf8', at, tar.indexOf(0, at));
    const size = Number.parseInt(tar.toString('ascii', at + 124, at + 135), 8);
    files.set(name, tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

describe('runTrainingJob', () => {
  it('gives the program what the container would, and packs what it leaves', async () => {
    const ended = await runTrainingJob(job, options);
    expect(ended).toMatchObject({ status: 'Completed', failure: undefined, done: { status: 'fitted', trials: 2 } });
    const output = 'runs/r1/candidates/xgboost/run-1-xgboost/output';
    expect(ended.description).toMatchObject({
      TrainingJobStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: `s3://home/${output}/model.tar.gz` },
    });
    const told = JSON.parse((await unpacked(`${output}/model.tar.gz`)).get('told.json') ?? '');
    expect(told).toMatchObject({
      SM_HPS: '{"trials":2,"what":"report"}',
      SM_HP_TRIALS: '2',
      SM_HOSTS: '["algo-1"]',
      SM_CURRENT_HOST: 'algo-1',
      SM_CHANNELS: '["prepared"]',
      SM_USER_ENTRY_POINT: 'train.py',
      argv: ['--trials', '2', '--what', 'report'],
      raw: job.HyperParameters,
      own: 'value',
    });
    expect(told.SM_CHANNEL_PREPARED).toMatch(/input\/data\/prepared$/);
    expect(told.files).toEqual([
      'input/config/hyperparameters.json',
      'input/config/inputdataconfig.json',
      'input/config/resourceconfig.json',
      'input/data/prepared/deep/x.json',
      'input/data/prepared/training.csv',
    ]);
    expect([...(await unpacked(`${output}/output.tar.gz`))]).toEqual([['extra.txt', 'more']]);
    expect(await readdir(options.work)).toEqual([]);
  });

  it('keeps what the job foresaw, and says it as SageMaker would', async () => {
    const ended = await runTrainingJob(doing('refuse', { TrainingJobName: 'refused' }), options);
    expect(ended).toMatchObject({ status: 'Failed', failure: withCode('not-enough-data') });
    expect(ended.description).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'AlgorithmError: not-enough-data: 12 more needed',
    });
    expect(await objects.list('runs/r1/candidates/xgboost/refused/')).toEqual([]);
  });

  it('ends a job whose time is over, and gives its checkpoints to the next', async () => {
    const short = { ...checkpoints, StoppingCondition: { MaxRuntimeInSeconds: 2 } };
    for (const times of [1, 2]) {
      const ended = await runTrainingJob(doing('hang', short), options);
      expect(ended).toMatchObject({ status: 'Stopped', failure: withCode('training-failed') });
      expect(ended.description).toMatchObject({ SecondaryStatus: 'MaxRuntimeExceeded' });
      const kept = await readFile(join(folder.path, 'files/runs/r1/checkpoints/xgboost/state.json'), 'utf8');
      expect(JSON.parse(kept)).toBe(times);
    }
  });

  it('stops when told to, after handing checkpoints on', async () => {
    const abort = new AbortController();
    const running = runTrainingJob(doing('hang', { CheckpointConfig: { S3Uri: 's3://home/runs/r2/checkpoints' } }), {
      ...options,
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
    expect(await objects.list('runs/r2/checkpoints/')).toEqual(['runs/r2/checkpoints/state.json']);
  });

  it('ends all instances of a job when one of them fails', async () => {
    const two = { ResourceConfig: { ...job.ResourceConfig, InstanceCount: 2 } };
    const ended = await runTrainingJob(doing('one-fails', two), options);
    expect(ended).toMatchObject({ status: 'Failed', failure: withCode('nothing-to-learn') });
  });

  it.each([
    [
      'a hyperparameter that is no text',
      { ...job, HyperParameters: { ...job.HyperParameters, trials: 2 } },
      'invalid-request',
    ],
    ['another bucket', doing('report', { OutputDataConfig: { S3OutputPath: 's3://other/x' } }), 'invalid-request'],
    [
      'an empty channel',
      doing('report', {
        InputDataConfig: [
          {
            ChannelName: 'prepared',
            DataSource: { S3DataSource: { S3Uri: 's3://home/nothing', S3DataType: 'S3Prefix' } },
          },
        ],
      }),
      'file-not-found',
    ],
  ] as const)('refuses %s', async (_, parameters, code) => {
    await expect(runTrainingJob(parameters, options)).rejects.toThrow(withCode(code));
  });
});

const processing = (name: string, step: string[], inputs: Record<string, string>, outputs: Record<string, string>) => ({
  ProcessingJobName: name,
  AppSpecification: { ImageUri: 'xgboost:3.0-5', ContainerArguments: step },
  ProcessingInputs: Object.entries({ code: 'code', ...inputs }).map(([InputName, key]) => ({
    InputName,
    S3Input: {
      S3Uri: `s3://home/${key}`,
      LocalPath: `/opt/ml/processing/input/${InputName}`,
      S3DataType: 'S3Prefix',
    },
  })),
  ProcessingOutputConfig: {
    Outputs: Object.entries(outputs).map(([OutputName, key]) => ({
      OutputName,
      S3Output: { S3Uri: `s3://home/${key}`, LocalPath: `/opt/ml/processing/output/${OutputName}` },
    })),
  },
  StoppingCondition: { MaxRuntimeInSeconds: 300 },
});

/** With the training package itself. */
const real = (): JobOptions => ({ ...options, packageFolder: undefined, onProgress: () => undefined });

describe('the training package as jobs of one machine', () => {
  it('prepares, trains and evaluates from object to object, to a bundle that the engine verifies', async () => {
    const profileText = await readFile(new URL('../../../data/profiles/streaming.json', import.meta.url), 'utf8');
    const profile = parseProfile(JSON.parse(profileText));
    const text = [...generateStreaming({ customers: 1_500, seed: 5, labelled: true })].join('');
    const checked = await checkFile(Readable.from([Buffer.from(text)]), {
      profile,
      purpose: 'training',
      onQuarantine: () => undefined,
    });
    let lines = checkedHeader(profile);
    for await (const batch of checked.rows) lines += batch.map((row) => checkedLine(row, profile)).join('');
    await objects.put('runs/r3/checked/checked.csv', Buffer.from(lines));
    await objects.put('runs/r3/checked/profile.json', Buffer.from(profileText));

    const prepared = await runProcessingJob(
      processing(
        'prepare-r3',
        ['prepare', '--seed', '7'],
        { checked: 'runs/r3/checked' },
        { prepared: 'runs/r3/prepared' },
      ),
      real(),
    );
    expect(prepared).toMatchObject({ status: 'Completed' });
    for (const family of ['logistic-regression', 'decision-tree']) {
      const ended = await runTrainingJob(
        {
          ...job,
          TrainingJobName: `r3-${family}`,
          HyperParameters: { sagemaker_program: 'train.py', family, trials: '1', budget: 'null', seed: '' },
          InputDataConfig: [
            {
              ChannelName: 'prepared',
              DataSource: { S3DataSource: { S3Uri: 's3://home/runs/r3/prepared', S3DataType: 'S3Prefix' } },
            },
          ],
          OutputDataConfig: { S3OutputPath: `s3://home/runs/r3/candidates/${family}` },
        },
        real(),
      );
      expect(ended).toMatchObject({ status: 'Completed', done: { status: 'fitted' } });
    }
    const evaluated = await runProcessingJob(
      processing(
        'evaluate-r3',
        ['evaluate', '--bootstrap', '50'],
        { prepared: 'runs/r3/prepared', candidates: 'runs/r3/candidates' },
        { bundle: 'runs/r3/bundle', gate: 'runs/r3/gate' },
      ),
      real(),
    );
    expect(evaluated).toMatchObject({ status: 'Completed' });
    const engine = await loadVerifiedEngine(async (file) => {
      const key = file === bundleProfileFile ? 'runs/r3/checked/profile.json' : `runs/r3/bundle/${file}`;
      return (await objects.size(key)) === undefined ? undefined : await readFile(join(folder.path, 'files', key));
    });
    expect(['logistic-regression', 'decision-tree']).toContain(engine.bundle.model.family);
  }, 60_000);

  it('hands the reason of a processing job on as its exit message', async () => {
    await objects.put('runs/r4/checked/profile.json', Buffer.from('{}'));
    const ended = await runProcessingJob(
      processing('prepare-r4', ['prepare'], { checked: 'runs/r4/checked' }, { prepared: 'runs/r4/prepared' }),
      real(),
    );
    expect(ended).toMatchObject({ status: 'Failed', failure: withCode('invalid-profile') });
    expect(ended.description).toMatchObject({ ExitMessage: expect.stringMatching(/^invalid-profile: /) });
    expect(await objects.list('runs/r4/prepared/')).toEqual([]);
  });
});
