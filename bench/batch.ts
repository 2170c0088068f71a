import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { bundleFiles, ModelDocument } from '../core/scoring/bundle.ts';
import { findPython } from '../local/training/find-python.ts';
import { makeCustomers, pack } from './batch/make-customers.ts';
import { type Model, makeModels, models } from './batch/make-models.ts';
import { type ModelResult, measureModel } from './batch/measure.ts';
import { type Found, modelSection, reportOf, verdicts } from './batch/report.ts';
import { peerEnvironment, peerPython } from './batch/sides.ts';
import { measureSize, profileWorkflow, type WorkflowResult } from './batch/workflow.ts';
import { remainsOf } from './remains-of.ts';
import { machineLine } from './workbench.ts';

const usage = `Usage: npm run bench:batch -- [--rounds N] [--rows N] [--large] [--part PART] [--only MODEL] [--data DIR] [--write]

Part "files": a file of customers to a file of scores on one core, against pandas + scikit-learn + XGBoost as a newcomer
writes it and tuned by hand, and polars + XGBoost. Part "workflow": the same file dropped into a home, to records and score
file, at a tenth of the rows and all of them, --large: ten times as many, too. Linux with two cores. The peers' environment is
made of bench/requirements.txt where it is missing; models are trained on ../shared/data (MAINSTAY_DATA). N rounds (3)
are interleaved; rows: 1000000. --part and --only leave out the rest. --data keeps customers and models in DIR for the
next run. --write renews bench/results/batch.md. Exit code 1 where a target is missed.
`;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);
const seed = 11;
/** Customers of an untimed run, after which what every side keeps on disk of its own code is there. */
const fewRows = 100;
const libraries = ['pandas', 'scikit-learn', 'xgboost-cpu', 'polars', 'pyarrow', 'joblib'];

/** Makes the peers' environment where it lacks something. @returns what is in it, in words */
async function preparePeers(): Promise<string> {
  const script = `import sys; from importlib.metadata import version as v; print(", ".join(f"{n} {v(n)}" for n in sys.argv[1:]))`;
  const versions = async (): Promise<string> => (await run(peerPython, ['-c', script, ...libraries])).stdout.trim();
  try {
    return await versions();
  } catch {
    if (!existsSync(peerPython)) await run(findPython(), ['-m', 'venv', peerEnvironment]);
    await run(peerPython, ['-m', 'pip', 'install', '--quiet', '--requirement', here('requirements.txt')]);
    return await versions();
  }
}

async function inWords(model: Model, folder: string): Promise<string> {
  const file = join(folder, 'models', model, 'bundle', bundleFiles.model);
  const { ensemble } = ModelDocument.parse(JSON.parse(await readFile(file, 'utf8')));
  if (ensemble.kind !== 'trees') throw new Error(`${model} has no trees`);
  const name = model === 'default' ? "the product's first settings: " : '';
  return `${name}${ensemble.treeCount} trees of depth ${ensemble.maxDepth}`;
}

/** @returns the process's exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      rows: { type: 'string', default: '1000000' },
      large: { type: 'boolean', default: false },
      part: { type: 'string' },
      only: { type: 'string' },
      data: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [rows, rounds] = [Number(values.rows), Number(values.rounds)];
  const wants = (part: string): boolean => values.part === undefined || values.part === part;
  const given = [`--rounds ${rounds} --rows ${rows}`, ...(values.large ? ['--large'] : [])];
  if (values.part !== undefined) given.push(`--part ${values.part}`);
  if (values.only !== undefined) given.push(`--only ${values.only}`);
  const busyBefore = loadavg()[1] ?? 0;
  const folder = values.data ?? (await mkdtemp(join(tmpdir(), 'mainstay-batch-')));
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'work-'));
  try {
    const versions = await preparePeers();
    const chosen = models.filter((model) => values.only === undefined || values.only === model);
    await makeModels(folder, [...new Set([models[0], ...chosen])]);
    const fileOf = (count: number): string => join(folder, `customers-${count}.csv`);
    const modelFolder = (model: Model): string => join(folder, 'models', model);
    const workflowSizes = wants('workflow') ? [Math.round(rows / 10), rows, ...(values.large ? [10 * rows] : [])] : [];
    for (const size of new Set([fewRows, rows, ...workflowSizes])) {
      if (!existsSync(fileOf(size))) await makeCustomers(fileOf(size), { rows: size, seed });
      if (workflowSizes.includes(size) && !existsSync(`${fileOf(size)}.gz`)) await pack(fileOf(size));
    }

    const modelResults: ModelResult[] = [];
    const modelsInWords = new Map<string, string>();
    for (const model of wants('files') ? chosen : []) {
      modelsInWords.set(model, await inWords(model, folder));
      const places = { modelFolder: modelFolder(model), file: fileOf(rows), few: fileOf(fewRows), work };
      modelResults.push(await measureModel(model, places, { rows, rounds, looksInside: model === chosen[0] }));
      process.stdout.write(`${modelSection(modelResults.at(-1)!, modelsInWords.get(model)!)}\n`);
    }
    const places = { modelFolder: modelFolder(models[0]), fileOf, work };
    const workflow: WorkflowResult[] = [];
    for (const size of workflowSizes) workflow.push(...(await measureSize(places, size, size > rows ? 1 : rounds)));
    const profile = wants('workflow') ? { rows, threads: await profileWorkflow(places, rows) } : undefined;

    const found: Found = { models: modelResults, workflow, profile };
    const file = here('results/batch.md');
    const text = reportOf(found, {
      machine: machineLine(),
      command: `npm run bench:batch -- ${given.join(' ')}`,
      versions,
      modelsInWords,
      busy: [busyBefore, loadavg()[1] ?? 0],
      remains: await remainsOf(file),
    });
    process.stdout.write(text);
    if (values.write) await writeFile(file, text);
    return verdicts(found).every(({ met }) => met) ? 0 : 1;
  } finally {
    await rm(values.data === undefined ? folder : work, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main();
