import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSeed } from '../local/cli/commands/train.ts';
import { type DataSet, dataSets, type Timed, trainOnce } from './training/measure.ts';
import { section } from './training/report.ts';
import { machineLine } from './workbench.ts';

const usage = `Usage: npm run bench:training -- [--rounds N] [--budget SECONDS] [--seed N] [--only DATA] [--write]

Trains every family on real customers (streaming: 25,000, telco: 7,043) with the settings of "mainstay train" and says how long
each step took and how much memory it held. The data is looked for in ../shared/data, or in MAINSTAY_DATA. N (3) rounds of all
data sets are interleaved; --budget (60) is per family; --write renews bench/results/training.md.
`;

/** @returns the process's exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      budget: { type: 'string', default: '60' },
      seed: { type: 'string', default: `${defaultSeed}` },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const names = (['streaming', 'telco'] satisfies DataSet[]).filter((name) => (values.only ?? name) === name);
  if (names.length === 0) throw new Error(`--only: ${Object.keys(dataSets).join(' or ')}`);
  const work = await mkdtemp(join(tmpdir(), 'mainstay-training-'));
  const found = new Map<DataSet, Timed[][]>(names.map((name) => [name, []]));
  try {
    const settings = { budgetSeconds: Number(values.budget), seed: Number(values.seed) };
    for (let round = 1; round <= Number(values.rounds); round++) {
      for (const name of names) {
        found.get(name)?.push(await trainOnce(name, join(work, `${name}-${round}`), settings));
        process.stderr.write(`${name}, round ${round} of ${values.rounds} done\n`);
      }
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const text = [
    '# Training: time and memory per family',
    '',
    `Measured ${new Date().toISOString().slice(0, 10)} on ${machineLine()}, with`,
    `\`npm run bench:training -- --rounds ${values.rounds} --budget ${values.budget} --seed ${values.seed}\`. Each step of Python is a process of its own, and`,
    'its start is part of its time; families are fitted one after another, as one machine does it. A search ends after 25',
    'settings or when its time is over, and settings that prove hopeless after some folds are given up.',
    '',
    ...[...found].map(([name, rounds]) => section(name, rounds)),
    '## What bounds it',
    '',
    'Most of what a family takes is search, and --budget bounds that on any machine: a slower one tries fewer settings. Profiled',
    'on streaming (cProfile, a process for each family, 2 to 6 settings): 82% of the time of random-forest is waiting for the',
    'threads that grow its trees in scikit-learn; of gradient-boosting 53% is the growth of trees in scikit-learn, on one thread;',
    'of logistic-regression 41% is the solver saga, which fits L1. Fitting several settings at once would fill more than two',
    'processors, but change the models: each setting is proposed in the light of those before.',
    '',
  ].join('\n');
  process.stdout.write(text);
  if (values.write) await writeFile(new URL('results/training.md', import.meta.url), text);
  return 0;
}

if (import.meta.main) process.exitCode = await main();
