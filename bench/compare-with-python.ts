import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { parseProfile } from '../core/profile/parse-profile.ts';
import type { FeatureValues, Profile } from '../core/profile/profile.ts';
import { goldenTolerance } from '../core/scoring/bundle.ts';
import { createEngine, type Engine } from '../core/scoring/engine.ts';
import { loadBundle } from '../core/scoring/load-bundle.ts';
import { verifyBundle } from '../core/scoring/verify-bundle.ts';
import { systemCode } from '../core/system-code.ts';
import { findPython, trainingPackageFolder } from '../local/training/find-python.ts';

/** Largest differences between the engine and the Python model over all rows of a checked file. */
export interface Parity {
  readonly family: string;
  readonly rows: number;
  readonly probability: number;
  readonly contribution: number;
  /** |bias + Σ contributions − raw|, all three the engine's own. */
  readonly sum: number;
  readonly withinTolerance: boolean;
  /** Rows per second of the engine with contributions, one thread, this run. */
  readonly rowsPerSecond: number;
}

const Line = z.record(z.string(), z.string());
type Line = z.infer<typeof Line>;
const batchRows = 1000;

/** Rows of a CSV file as texts by column, in batches, so that the file's size does not matter. */
async function* csvBatches(file: string): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  for await (const record of createReadStream(file).pipe(parse({ columns: true, bom: true }))) {
    batch.push(Line.parse(record));
    if (batch.length === batchRows) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** The feature values of a line of `checked.csv`. */
function valuesOf(profile: Profile, line: Line): FeatureValues {
  const values = profile.features.map(({ name, kind }) => {
    const text = line[name] ?? '';
    return [name, text === '' ? null : kind === 'category' ? text : Number(text)] as const;
  });
  return Object.fromEntries(values);
}

/** A number that must be there: NaN would compare as equal to anything. */
function figure(line: Line, column: string): number {
  const text = line[column];
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw new Error(`the Python model says ${JSON.stringify(text)} in column ${column}`);
  return value;
}

/** The engine of a bundle folder, verified on its golden rows. @throws {DomainError} `invalid-bundle` */
async function engineOf(bundleFolder: string, profile: Profile): Promise<Engine> {
  const read = async (name: string): Promise<Uint8Array | undefined> => {
    try {
      return await readFile(join(bundleFolder, name));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  };
  const engine = createEngine({ profile, bundle: await loadBundle(read) });
  verifyBundle(engine);
  return engine;
}

/** Differences of one batch from what Python wrote of the same rows; `largest` is raised in place. */
function compareBatch(
  engine: Engine,
  checked: readonly Line[],
  predicted: readonly Line[],
  largest: { probability: number; contribution: number; sum: number },
): void {
  if (checked.length !== predicted.length) throw new Error(`${checked.length} rows, ${predicted.length} of Python`);
  const explained = engine.explain(checked.map((line) => valuesOf(engine.profile, line)));
  for (const [row, python] of predicted.entries()) {
    if (python['line'] !== checked[row]?.['__line']) throw new Error(`line ${python['line']} is out of order`);
    const probability = Math.abs(explained.probability[row]! - figure(python, 'probability'));
    largest.probability = Math.max(largest.probability, probability);
    let sum = engine.bias;
    for (const [i, feature] of engine.features.entries()) {
      const found = explained.contributions[row * engine.features.length + i]!;
      largest.contribution = Math.max(largest.contribution, Math.abs(found - figure(python, feature)));
      sum += found;
    }
    largest.sum = Math.max(largest.sum, Math.abs(sum - explained.raw[row]!));
  }
}

/**
 * Has the Python model of a bundle predict every row of a checked file and compares the engine with it.
 *
 * @param checkedFolder - holds `checked.csv` and `profile.json`
 */
export async function compareWithPython(bundleFolder: string, checkedFolder: string): Promise<Parity> {
  const profile = parseProfile(JSON.parse(await readFile(join(checkedFolder, 'profile.json'), 'utf8')));
  const engine = await engineOf(bundleFolder, profile);
  const folder = await mkdtemp(join(tmpdir(), 'mainstay-parity-'));
  const largest = { probability: 0, contribution: 0, sum: 0 };
  let rows = 0;
  let seconds = 0;
  try {
    const output = join(folder, 'predicted.csv');
    const step = ['-m', 'mainstay_training', 'predict', '--bundle', bundleFolder, '--input', checkedFolder];
    await promisify(execFile)(findPython(), [...step, '--output', output], {
      env: { ...process.env, PYTHONPATH: trainingPackageFolder, PYTHONUTF8: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
    const predictions = csvBatches(output);
    for await (const checked of csvBatches(join(checkedFolder, 'checked.csv'))) {
      const predicted = await predictions.next();
      const startedMs = performance.now();
      compareBatch(engine, checked, predicted.done ? [] : predicted.value, largest);
      seconds += (performance.now() - startedMs) / 1000;
      rows += checked.length;
    }
    if (!(await predictions.next()).done) throw new Error('Python wrote more rows than there are');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const withinTolerance =
    rows > 0 &&
    largest.probability <= goldenTolerance.probability &&
    largest.contribution <= goldenTolerance.contribution &&
    largest.sum <= goldenTolerance.contribution;
  return { family: engine.bundle.model.family, rows, ...largest, withinTolerance, rowsPerSecond: rows / seconds };
}
