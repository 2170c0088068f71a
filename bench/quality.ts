import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CheckedRow } from '../core/intake/checked-row.ts';
import { brierScore, calibrationError, rocAuc } from '../core/monitoring/figures.ts';
import type { Profile } from '../core/profile/profile.ts';
import { type Family, families } from '../core/scoring/bundle.ts';
import type { Engine } from '../core/scoring/engine.ts';
import { compareWithPython, type Parity } from './compare-with-python.ts';
import { engineOf, evaluate, fit, machineLine, readLabelled, readProfile, writeRows } from './workbench.ts';

const usage = `Usage: npm run bench:quality -- [--budget SECONDS] [--fold-budget SECONDS] [--seed N] [--write]

Trains on real data as "mainstay train" does and measures on rows that training never had, and compares the engine with
Python on every one of those rows: streaming (25,000 rows to train, 5,000 held out) and telco (5 folds). The data is
looked for in ../shared/data, or in MAINSTAY_DATA. --budget (60) and --fold-budget (15) are per family; --write renews
bench/results/quality.md. Exit code 1 where a target is missed.
`;

/** What the promoted model must reach on rows that it never saw. */
const targets = {
  streaming: { rocAuc: 0.74, calibrationError: 0.018, brier: 0.133 },
  telco: { rocAuc: 0.845 },
} as const;
const folds = 5;

interface Figures {
  readonly rocAuc: number;
  readonly calibrationError: number;
  readonly brier: number;
}

function measure(engine: Engine, rows: readonly CheckedRow[]): Figures {
  const probabilities = [...engine.scoreProbabilities(rows.map(({ values }) => values))];
  const left = rows.map(({ label }) => label ?? 0);
  return {
    rocAuc: rocAuc(probabilities, left),
    calibrationError: calibrationError(probabilities, left),
    brier: brierScore(probabilities, left),
  };
}

const headers = [
  'model',
  'ROC AUC',
  'calibration error',
  'Brier',
  'max Δ probability',
  'max Δ contribution',
  'max sum − raw',
];

const cells = (name: string, figures: Figures, parity?: Parity): string[] => [
  name,
  figures.rocAuc.toFixed(4),
  figures.calibrationError.toFixed(4),
  figures.brier.toFixed(4),
  ...(parity
    ? [parity.probability, parity.contribution, parity.sum].map((value) => value.toExponential(1))
    : ['', '', '']),
];

const markdown = (rows: readonly string[][]): string =>
  [headers, headers.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Each family's figures and agreement with Python on `held`, then the workflow's own choice. */
async function measureAll(folder: string, profile: Profile, held: readonly CheckedRow[]) {
  const heldFolder = join(folder, 'held');
  await writeRows(heldFolder, held, profile);
  const rows: string[][] = [];
  const parities: Parity[] = [];
  for (const family of families) {
    const bundle = await evaluate(folder, family);
    const parity = await compareWithPython(bundle, heldFolder);
    parities.push(parity);
    rows.push(cells(family, measure(await engineOf(bundle, profile), held), parity));
  }
  const chosen = await engineOf(await evaluate(folder), profile);
  const figures = measure(chosen, held);
  rows.push(cells(`**promoted: ${chosen.bundle.model.family}**`, figures));
  return { rows, figures, agrees: parities.every(({ withinTolerance }) => withinTolerance) };
}

async function streaming(work: string, budgetSeconds: number, seed: number) {
  const profile = await readProfile('streaming');
  await writeRows(join(work, 'input'), await readLabelled('streaming-train-25000.csv.gz', profile), profile);
  await fit(work, families, { budgetSeconds, seed, testShare: 0.2 });
  return await measureAll(work, profile, await readLabelled('streaming-holdout-5000.csv.gz', profile));
}

/** Rows dealt out into folds, class by class, in an order that the seed alone decides. */
function deal(rows: readonly CheckedRow[], seed: number): CheckedRow[][] {
  const dealt: CheckedRow[][] = Array.from({ length: folds }, () => []);
  const key = (line: number): number => Math.imul(line ^ (seed * 0x9e3779b1), 0x85ebca6b) >>> 0;
  for (const label of [0, 1]) {
    const ofClass = rows.filter((row) => row.label === label).toSorted((a, b) => key(a.line) - key(b.line));
    for (const [at, row] of ofClass.entries()) dealt[at % folds]?.push(row);
  }
  return dealt;
}

async function telco(work: string, budgetSeconds: number, seed: number) {
  const profile = await readProfile('telco');
  const parts = deal(await readLabelled('telco.csv.gz', profile), seed);
  const perFold: { name: string; figures: Figures }[][] = [];
  let agreement: Awaited<ReturnType<typeof measureAll>> | undefined;
  for (const [at, held] of parts.entries()) {
    const folder = join(work, `fold-${at + 1}`);
    await writeRows(join(folder, 'input'), parts.filter((part) => part !== held).flat(), profile);
    await fit(folder, families, { budgetSeconds, seed, testShare: 0.1 });
    agreement ??= await measureAll(folder, profile, held); // every row of the first fold, every family
    const measured: { name: string; figures: Figures }[] = [];
    for (const family of [...families, undefined]) {
      const bundle = at === 0 ? join(folder, `bundle-${family ?? 'chosen'}`) : await evaluate(folder, family);
      measured.push({ name: family ?? 'promoted', figures: measure(await engineOf(bundle, profile), held) });
    }
    perFold.push(measured);
    process.stderr.write(`telco fold ${at + 1} of ${folds} done\n`);
  }
  const mean = (name: Family | 'promoted', pick: keyof Figures): number =>
    perFold.reduce((sum, fold) => sum + (fold.find((entry) => entry.name === name)?.figures[pick] ?? Number.NaN), 0) /
    folds;
  const figuresOf = (name: Family | 'promoted'): Figures => ({
    rocAuc: mean(name, 'rocAuc'),
    calibrationError: mean(name, 'calibrationError'),
    brier: mean(name, 'brier'),
  });
  const rows = families.map((family, at) =>
    cells(family, figuresOf(family))
      .slice(0, 4)
      .concat(agreement?.rows[at]?.slice(4) ?? []),
  );
  const figures = figuresOf('promoted');
  return { rows: [...rows, cells('**promoted in each fold**', figures)], figures, agrees: agreement?.agrees === true };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      budget: { type: 'string', default: '60' },
      'fold-budget': { type: 'string', default: '15' },
      seed: { type: 'string', default: '7' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const work = await mkdtemp(join(tmpdir(), 'mainstay-quality-'));
  try {
    const seed = Number(values.seed);
    const first = await streaming(join(work, 'streaming'), Number(values.budget), seed);
    process.stderr.write('streaming done\n');
    const second = await telco(join(work, 'telco'), Number(values['fold-budget']), seed);
    const checks = [
      ['streaming: ROC AUC', first.figures.rocAuc, 'at least', targets.streaming.rocAuc],
      ['streaming: calibration error', first.figures.calibrationError, 'at most', targets.streaming.calibrationError],
      ['streaming: Brier', first.figures.brier, 'at most', targets.streaming.brier],
      ['telco: ROC AUC, mean of 5 folds', second.figures.rocAuc, 'at least', targets.telco.rocAuc],
    ] as const;
    const met = checks.map(([, found, bound, target]) => (bound === 'at least' ? found >= target : found <= target));
    const lines = [
      '# Quality on real data, and agreement with Python',
      '',
      `Measured ${new Date().toISOString().slice(0, 10)} on ${machineLine()}, with`,
      `\`npm run bench:quality -- --budget ${values.budget} --fold-budget ${values['fold-budget']} --seed ${values.seed}\`. All figures are of rows that`,
      'training never had. The differences are the largest over all those rows between the engine and the Python model.',
      '',
      '## streaming: trained on 25,000 customers, measured on 5,000 others',
      '',
      markdown(first.rows),
      '',
      '## telco: 5 folds, means; differences over all rows of the first fold',
      '',
      markdown(second.rows),
      '',
      '## Targets',
      '',
      ...checks.map(
        ([name, found, bound, target], at) =>
          `- ${name} ${found.toFixed(4)}, ${bound} ${target}: ${met[at] ? 'met' : 'MISSED'}`,
      ),
      `- engine and Python agree (probability 1e-6, contributions and sums 1e-5): ${first.agrees && second.agrees ? 'yes' : 'NO'}`,
      '',
    ];
    const text = lines.join('\n');
    process.stdout.write(text);
    if (values.write) await writeFile(fileURLToPath(new URL('results/quality.md', import.meta.url)), text);
    return met.every(Boolean) && first.agrees && second.agrees ? 0 : 1;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main();
