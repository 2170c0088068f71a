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
  for (const [row, golden] of rows.entries()) {
    const refuse = (what: string, found: number, expected: number): never => {
      throw new DomainError(
        'invalid-bundle',
        `${bundleFiles.golden}: row ${row} does not verify: ${what} is ${found}, the Python model says ${expected}.`,
      );
    };
    const compare = (kind: keyof typeof largest, what: string, found: number, expected: number): void => {
      const difference = Math.abs(found - expected);
      const allowed = kind === 'probability' ? goldenTolerance.probability : goldenTolerance.contribution;
      // Written so that NaN, too, is refused.
      if (!(difference <= allowed)) refuse(what, found, expected);
      largest[kind] = Math.max(largest[kind], difference);
    };
    compare('probability', 'the probability', explained.probability[row]!, golden.probability);
    compare('raw', 'the raw score', explained.raw[row]!, golden.raw);
    compare('bias', 'the bias', bias, golden.bias);
    let sum = bias;
    for (const [i, feature] of features.entries()) {
      const found = explained.contributions[row * features.length + i]!;
      compare('contribution', `the contribution of ${feature}`, found, golden.contributions[feature] ?? Number.NaN);
      sum += found;
    }
    compare('sum', 'the sum of bias and contributions', sum, explained.raw[row]!);
  }
  return { rows: rows.length, ...largest };
}
