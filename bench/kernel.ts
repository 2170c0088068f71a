import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { findPython, trainingPackageFolder } from '../local/training/find-python.ts';
import { measure, models, type Result } from './kernel/measure.ts';
import { nodePeers } from './kernel/peer.ts';
import { section, verdicts } from './kernel/report.ts';
import { machineLine } from './workbench.ts';

const usage = `Usage: npm run bench:kernel -- [--rounds N] [--seconds S] [--models DIR] [--only MODEL] [--write]

Scores rows, one thread, against XGBoost (pinned in .venv, newest in .bench-venv; 1 and 2 threads), trees compiled by
tl2cgen (gcc) and lleaves (LLVM), LightGBM and ONNX Runtime (Python and Node); a peer that does not run is left out and named.
Their environments are made of bench/requirements*.txt and bench/peers/node where they are missing. Rounds (7) of about S seconds (0.5) for each are interleaved. --models
keeps the trained models in DIR for the next run; --write renews bench/results/kernel.md. Exit code 1 where a target is
missed.
`;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);

/** Makes the peers' environments. What pip and npm say stays unseen unless they fail. */
async function preparePeers(): Promise<void> {
  const nodeFolder = here(`../${nodePeers}`);
  if (!existsSync(join(nodeFolder, 'node_modules'))) {
    // The package holds the library for this processor; its script would fetch those for graphics cards.
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: nodeFolder });
  }
  for (const suffix of ['', '-lleaves']) {
    const environment = here(`../.bench-venv${suffix}`);
    if (existsSync(environment)) continue;
    await run(findPython(), ['-m', 'venv', environment]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--requirement', here(`requirements${suffix}.txt`)];
    await run(join(environment, 'bin', 'python'), pip);
  }
}

/** The rows; trains the models where the folder has none. */
async function rowsIn(folder: string): Promise<Float32Array> {
  const file = join(folder, 'rows.f32'); // written last
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true });
    await run(findPython(), [here('kernel/make_models.py'), folder], {
      env: { ...process.env, PYTHONPATH: trainingPackageFolder },
    });
  }
  return new Float32Array(Uint8Array.from(await readFile(file)).buffer);
}

/** @returns the process's exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '0.5' },
      models: { type: 'string' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const folder = values.models ?? (await mkdtemp(join(tmpdir(), 'mainstay-kernel-')));
  try {
    await preparePeers();
    const rows = await rowsIn(folder);
    const results: Result[] = [];
    for (const model of models) {
      if (values.only !== undefined && values.only !== model) continue;
      const effort = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
      results.push(await measure(folder, model, rows, effort));
      process.stdout.write(`${section(results.at(-1)!)}\n`);
    }
    const judged = verdicts(results);
    const document = [
      '# Scoring: raw scores of whole batches',
      '',
      `Measured ${new Date().toISOString().slice(0, 10)} on ${machineLine()}, with`,
      `\`npm run bench:kernel -- --rounds ${values.rounds} --seconds ${values.seconds}\`; ${values.rounds} interleaved`,
      'rounds. 40 columns (20 numbers with 5% missing, 20 flags), binary logistic. XGBoost and tl2cgen get their matrix',
      'ready-made and untimed; Mainstay starts from rows of float32 as inplace_predict does, and its time includes copying',
      'them in and the scores out. A ratio is how many times as many rows Mainstay scores on one thread. LightGBM and lleaves',
      'score trees of their own, of the same number and shape; ONNX Runtime also makes probabilities.',
      '',
      ...results.map(section),
      '## What bounds it',
      '',
      'Measured while other work ran, as the lowest of many short calls: trees of 159 inner nodes on average (1000 depth 8), 64',
      'rows, ns a tree. Sweeping all nodes: 211. The padded top of five levels alone: 31; with three levels below it row by row,',
      'nodes packed into a word and shifted apart: 285. A top of six and two levels in blocks: 175; with rows built into the',
      'instructions: 166; with a tree’s blocks fetched ahead, which is how it is done now: 157. The first 200 trees alone, which',
      'fit into the second-level cache: 150 a tree, so waiting for memory is little of it. Counted by hand from the source, not',
      'measured: some 17 instructions a row for the two lower levels, five for 16 rows and each node of a sweep.',
      '',
      '## Targets',
      '',
      ...judged.map(({ text, met }) => `- ${text}: ${met ? 'met' : '**missed**'}`),
      '',
    ].join('\n');
    if (values.write) await writeFile(new URL('results/kernel.md', import.meta.url), document);
    process.stdout.write(`${judged.map(({ text, met }) => `${met ? 'met   ' : 'MISSED'} ${text}`).join('\n')}\n`);
    return judged.every(({ met }) => met) ? 0 : 1;
  } finally {
    if (values.models === undefined) await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main();
