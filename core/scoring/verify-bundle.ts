import { DomainError } from '../errors.ts';
import { bundleFiles, goldenTolerance } from './bundle.ts';
import type { Engine } from './engine.ts';

/** How closely the engine reproduces what the Python model said of the golden rows. */
export interface Verification {
  readonly rows: number;
  /** Largest differences over all rows (and features). */
  readonly probability: number;
  readonly contribution: number;
  readonly raw: number;
  readonly bias: number;
  /** Largest |bias + Σ contributions − raw|, all three the engine's own. */
  readonly sum: number;
}

const words = {
  probability: 'the probability',
  raw: 'the raw score',
  bias: 'the bias',
  contribution: 'the contribution of ',
  sum: 'the sum of bias and contributions',
};

/**
 * Scores the golden rows and compares.
 *
 * @throws {DomainError} `invalid-bundle` naming the first row that cannot be reproduced within {@link goldenTolerance}
 */
export function verifyBundle(engine: Engine): Verification {
  const { rows } = engine.bundle.golden;
  const { features, bias } = engine;
  const explained = engine.explain(rows.map((row) => row.features));
  const largest = { probability: 0, contribution: 0, raw: 0, bias: 0, sum: 0 };
  const compare = (kind: keyof typeof largest, row: number, found: number, expected: number, feature = ''): void => {
    const difference = Math.abs(found - expected);
    const allowed = kind === 'probability' ? goldenTolerance.probability : goldenTolerance.contribution;
    // Written so that NaN, too, is refused.
    if (!(difference <= allowed)) {
      throw new DomainError(
        'invalid-bundle',
        `${bundleFiles.golden}: row ${row} does not verify: ${words[kind]}${feature} is ${found}, the Python model says ${expected}.`,
      );
    }
    if (difference > largest[kind]) largest[kind] = difference;
  };
  // Counted by hand: pairs of place and item, for each of thousands of contributions, would be 3 MB to sweep at a start.
  for (let row = 0, at = 0; row < rows.length; row++) {
    const golden = rows[row]!;
    const raw = explained.raw[row]!;
    compare('probability', row, explained.probability[row]!, golden.probability);
    compare('raw', row, raw, golden.raw);
    compare('bias', row, bias, golden.bias);
    let sum = bias;
    for (const feature of features) {
      const found = explained.contributions[at++]!;
      compare('contribution', row, found, golden.contributions[feature] ?? Number.NaN, feature);
      sum += found;
    }
    compare('sum', row, sum, raw);
  }
  return { rows: rows.length, ...largest };
}
