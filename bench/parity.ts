import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { goldenTolerance } from '../core/scoring/bundle.ts';
import { compareWithPython } from './compare-with-python.ts';

const usage = `Usage: node bench/parity.ts --bundle DIR [--bundle DIR ...] --checked DIR

Compares the engine with the Python model of each bundle on every row of DIR/checked.csv (DIR/profile.json beside it).
Exit code 1 where a probability differs by more than ${goldenTolerance.probability}, or a contribution, or the sum of
bias and contributions from the raw score, by more than ${goldenTolerance.contribution}.
`;

/** Prints one line for each bundle. @returns the process's exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      bundle: { type: 'string', multiple: true, default: [] },
      checked: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.checked === undefined || values.bundle.length === 0) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const columns = ['family', 'rows', 'max |Δprobability|', 'max |Δcontribution|', 'max |sum − raw|', 'rows/s', ''];
  const widths = [20, 8, 19, 20, 16, 8, 8];
  const print = (cells: readonly string[]): void => {
    const line = cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
    process.stdout.write(`${line.join(' ').trimEnd()}\n`);
  };
  print(columns);
  let allWithin = true;
  for (const bundle of values.bundle) {
    const parity = await compareWithPython(resolve(bundle), resolve(values.checked));
    const differences = [parity.probability, parity.contribution, parity.sum].map((found) => found.toExponential(2));
    const verdict = parity.withinTolerance ? 'ok' : 'DIFFERS';
    print([parity.family, `${parity.rows}`, ...differences, parity.rowsPerSecond.toFixed(0), verdict]);
    allWithin &&= parity.withinTolerance;
  }
  return allWithin ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
