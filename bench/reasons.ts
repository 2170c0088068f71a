import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { findPython, trainingPackageFolder } from '../local/training/find-python.ts';
import { measure, models, type Result } from './reasons/measure.ts';
import { section, verdicts } from './reasons/report.ts';
import { machineLine } from './workbench.ts';

const usage = `Usage: npm run bench:reasons -- [--rounds N] [--seconds S] [--models DIR] [--write]

Explains rows with exact contributions, one thread, against pred_contribs of XGBoost (pinned in .venv, newest in
.bench-venv; 1 and 2 threads), shap and fasttreeshap (.bench-venv-fasttreeshap); an environment that is not there is left
out and named. Environments: bench/requirements*.txt. Rounds (7) of about S seconds (0.7) for each are interleaved. --models
keeps the trained models in DIR for the next run; --write renews bench/results/reasons.md. Exit code 1 where a target is
missed.
`;

/** @returns the process's exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '0.7' },
      models: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const folder = values.models ?? (await mkdtemp(join(tmpdir(), 'mainstay-reasons-')));
  try {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'rows.f32'); // written last
    let bytes = await readFile(file).catch(() => undefined);
    if (bytes === undefined) {
      const script = fileURLToPath(new URL('reasons/make_models.py', import.meta.url));
      await promisify(execFile)(findPython(), [script, folder], {
        env: { ...process.env, PYTHONPATH: trainingPackageFolder },
      });
      bytes = await readFile(file);
    }
    const rows = new Float32Array(Uint8Array.from(bytes).buffer);
    const results: Result[] = [];
    for (const model of models) {
      const effort = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
      results.push(await measure(folder, model, rows, effort));
      process.stdout.write(`${section(results.at(-1)!)}\n`);
    }
    const judged = verdicts(results);
    const document = [
      '# Exact reasons: contributions of every column of every row',
      '',
      `Measured ${new Date().toISOString().slice(0, 10)} on ${machineLine()}, with`,
      `\`npm run bench:reasons -- --rounds ${values.rounds} --seconds ${values.seconds}\`; ${values.rounds} interleaved`,
      'rounds. 40 columns (20 numbers with 5% missing, 20 flags), binary logistic; the Python libraries get their matrix',
      'ready-made. A ratio is how many times as many rows Mainstay explains on one thread. fasttreeshap v2 is right where',
      'nothing is missing, and wrong elsewhere: its rows count, but it does not do the same work.',
      '',
      ...results.map(section),
      '## Targets',
      '',
      ...judged.map(({ text, met }) => `- ${text}: ${met ? 'met' : '**missed**'}`),
      '',
    ].join('\n');
    if (values.write) await writeFile(new URL('results/reasons.md', import.meta.url), document);
    process.stdout.write(`${judged.map(({ text, met }) => `${met ? 'met   ' : 'MISSED'} ${text}`).join('\n')}\n`);
    return judged.every(({ met }) => met) ? 0 : 1;
  } finally {
    if (values.models === undefined) await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main();
