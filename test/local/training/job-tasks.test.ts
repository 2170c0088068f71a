import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readDocument } from '../../../core/batch/batch-plan.ts';
import type { RunRecord } from '../../../core/lifecycle/registry.ts';
import { runKeys } from '../../../core/lifecycle/training/run-files.ts';
import { TrainingOrder } from '../../../core/lifecycle/training/training-order.ts';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import { jobTasks } from '../../../local/training/job-tasks.ts';
import {
  bucketName,
  localResources,
  trainingDetails,
  trainingWorkflow,
} from '../../../local/training/training-workflow.ts';
import { runWorkflow } from '../../../local/workflows/run-workflow.ts';
import type { Task } from '../../../local/workflows/task-attempts.ts';
import { temporaryFolder } from '../support/mainstay.ts';

/* Programs that know SageMaker's layout and nothing of Mainstay: they hand back what they were given. */
const common = `
import json, os, pathlib, sys
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
def say(**line): print(json.dumps(line), flush=True)
def files(below): return sorted(p.relative_to(base).as_posix() for p in (base / below).rglob("*") if p.is_file())
`;
const train = `${common}
given = json.loads((base / "input/config/hyperparameters.json").read_text())
if given["family"] == "decision-tree":
    say(event="failed", code="training-failed", detail="no tree today")
    sys.exit(1)
told = {"hyperparameters": given, "channels": json.loads(os.environ["SM_CHANNELS"]), "files": files("input/data"),
        "environment": os.environ["PYTHONUNBUFFERED"], "arguments": sys.argv[1:]}
(base / "model/model.json").write_text("{}")
(base / "checkpoints/told.json").write_text(json.dumps(told))
say(event="done", status="fitted", trials=2)
`;
const process = `${common}
request = json.loads((base / "config/processingjobconfig.json").read_text())
told = {"request": request, "arguments": sys.argv[1:], "files": files("processing/input")}
for output in request["ProcessingOutputConfig"]["Outputs"]:
    folder = base / output["S3Output"]["LocalPath"].removeprefix("/opt/ml/")
    (folder / "told.json").write_text(json.dumps(told))
say(event="done")
`;

const order = TrainingOrder.parse({
  runId: 'run-20261122T101502Z-3f9a1c2b',
  profile: 'gym',
  by: 'a test',
  reason: 'on-demand',
  dropId: null,
  families: ['logistic-regression', 'decision-tree', 'xgboost'],
  budgetSeconds: 5,
  trials: null,
  seed: 20,
  force: true,
  resources: localResources,
});
const Told = z.looseObject({ arguments: z.array(z.string()), files: z.array(z.string()) });
const Names = z.object({ ProcessingJobName: z.string().optional(), TrainingJobName: z.string().optional() });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let objects: FileObjectStore;
/** Requests by job, in the order in which they were sent. */
let sent: [string, unknown][];
let record: RunRecord;
let lines: string[];

const nothing: Task = async () => null;

async function run(): Promise<void> {
  sent = [];
  lines = [];
  const jobs = jobTasks({
    runId: order.runId,
    families: order.families,
    store: { objects, bucket: bucketName, folder: join(folder.path, 'files') },
    work: join(folder.path, 'work'),
    reporter: { show: () => undefined, say: (line) => lines.push(line) },
    onLog: () => undefined,
    packageFolder: join(folder.path, 'stand-in'),
  });
  const noted =
    (task: Task): Task =>
    (input, context) => {
      const { ProcessingJobName, TrainingJobName = ProcessingJobName ?? '' } = Names.parse(input);
      sent.push([TrainingJobName, input]);
      return task(input, context);
    };
  await runWorkflow({
    workflow: await trainingWorkflow(),
    input: order,
    tasks: {
      CheckData: async () => ({
        kind: 'ready',
        previous: '20261101T000000Z-00000000',
        trials: order.families.map(() => order.trials),
      }),
      RecordSkipped: nothing,
      Prepare: noted(jobs.Prepare),
      TrainFamily: noted(jobs.TrainFamily),
      Evaluate: noted(jobs.Evaluate),
      Verify: async () => ({ version: 'v' }),
      Gate: async () => ({ promote: false, reason: 'worse' }),
      Promote: nothing,
      Keep: nothing,
      Report: nothing,
      Notify: nothing,
      RecordFailure: nothing,
    },
    run: { runId: order.runId, kind: 'training', dropId: null },
    runs: { put: async (kept) => void (record = kept), get: async () => undefined, list: async () => ({ items: [] }) },
    clock: { now: () => new Date() },
    signal: new AbortController().signal,
    details: trainingDetails,
    onRecordFailure: (error) => {
      throw error;
    },
    retryWaitMs: 1,
  });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, 'stand-in'));
  await writeFile(join(folder.path, 'stand-in', 'train.py'), train);
  await writeFile(join(folder.path, 'stand-in', 'process.py'), process);
  objects = await FileObjectStore.open(join(folder.path, 'files'));
  await objects.put(runKeys.checked(order.runId), Buffer.from('__id\n'));
  await objects.put('models/20261101T000000Z-00000000/model.json', Buffer.from('{}'));
  await run();
});
afterAll(() => folder.clear());

const requestOf = (job: string): unknown => sent.find(([name]) => name.startsWith(`${order.runId}-${job}-`))?.[1];

describe('the jobs of the training workflow', () => {
  it.each([
    ['prepare', 'prepared', ['prepare', '--seed', '20'], ['checked/checked.csv']],
    [
      'evaluate',
      'gate',
      ['evaluate', '--seed', '20'],
      expect.arrayContaining([
        'prepared/told.json',
        'previous/model.json',
        expect.stringMatching(/^candidates\/xgboost\//),
      ]),
    ],
  ])('%s gets the very request that the workflow file makes', async (job, output, args, inputs) => {
    const told = await readDocument(objects, `runs/${order.runId}/${output}/told.json`, Told);
    expect(requestOf(job)).toBeDefined();
    expect(told?.['request']).toEqual(requestOf(job));
    expect(told?.arguments).toEqual(args);
    expect(told?.files.map((file) => file.replace('processing/input/', ''))).toEqual(inputs);
  });

  it('a family gets the very hyperparameters, channels and environment, and leaves a model and checkpoints', async () => {
    const below = await objects.list(`runs/${order.runId}/candidates/`);
    expect(below.filter((key) => key.endsWith('/output/model.tar.gz'))).toHaveLength(2);
    const told = await readDocument(objects, `runs/${order.runId}/checkpoints/xgboost/told.json`, Told);
    const hyperparameters = {
      sagemaker_program: 'train.py',
      family: 'xgboost',
      seed: '20',
      budget: '5',
      trials: 'null',
    };
    expect(told).toMatchObject({ channels: ['prepared'], environment: '1', files: ['input/data/prepared/told.json'] });
    expect(told?.['hyperparameters']).toEqual({
      ...hyperparameters,
      sagemaker_submit_directory: 's3://home/training/source.tar.gz',
    });
    expect(told?.arguments).toEqual(['--budget', '5', '--family', 'xgboost', '--seed', '20', '--trials', '']);
    expect(requestOf('xgboost')).toMatchObject({
      HyperParameters: told?.['hyperparameters'],
      InputDataConfig: [{ ChannelName: 'prepared' }],
      StoppingCondition: localResources.training.stoppingCondition,
      EnableManagedSpotTraining: false,
    });
  });

  it('names every job anew, within the 63 characters that SageMaker has', () => {
    const names = sent.map(([name]) => name);
    expect(names).toHaveLength(5);
    expect(new Set(names).size).toBe(5);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
  });

  it('a family that fails is told of and stops no other', () => {
    expect(record.state).toBe('done');
    const fits = record.steps.filter(({ name }) => name === 'TrainFamily');
    expect(fits.map(({ state }) => state)).toEqual(['done', 'failed', 'done']);
    expect(record.steps.find(({ name }) => name === 'FamilyFailed')?.detail).toMatch(
      /^decision-tree is left out: .*no tree today/,
    );
    expect(lines.join('\n')).toMatch(/✗ decision-tree .* left out: no tree today/);
  });

  it('are not run again by a run that goes on; the family that failed is', async () => {
    const before = await objects.list(`runs/${order.runId}/candidates/`);
    await run();
    expect(await objects.list(`runs/${order.runId}/candidates/`)).toEqual(before);
    expect(lines).toHaveLength(1);
    expect(await readdir(join(folder.path, 'work'))).toEqual([]);
  });
});
