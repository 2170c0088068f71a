import type { Estimate } from '../metrics.ts';
import { seededRandom } from './seeded-random.ts';
import { weightedFigures } from './weighted-figures.ts';

/** Two models' probabilities for the same rows, which neither has seen. All of the same length. */
export interface PairedRows {
  /** 1 left, 0 stayed. */
  readonly left: Uint8Array;
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
}

/** How much better the challenger is, with 95 % intervals; above 0 is better for both. */
export interface PairedGains {
  /** ROC AUC of the challenger minus that of the champion, -1 to 1. */
  readonly rocAuc: Estimate;
  /** Brier score of the champion minus that of the challenger, -1 to 1: smaller errors are better. */
  readonly brier: Estimate;
}

/**
 * Paired bootstrap (Efron & Tibshirani 1993, chapters 8 and 13): each round draws rows with replacement, leavers and
 * stayers apart so that every round has both, and measures both models on the same draw. What the rows have in common
 * falls out of the difference, so far smaller gains can be told from chance than by comparing two intervals.
 *
 * @param rounds - draws, at least 100; the interval's ends are percentiles of their differences
 * @throws {RangeError} if there is no leaver or no one who stayed
 */
export function pairedBootstrap(
  { left, champion, challenger }: PairedRows,
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): PairedGains {
  const classes = [0, 1].map((outcome) => Uint32Array.from(left.keys()).filter((row) => left[row] === outcome));
  if (classes.some(({ length }) => length === 0)) throw new RangeError('a comparison needs both leavers and stayers');
  const [before, after] = [weightedFigures(champion, left), weightedFigures(challenger, left)];
  const gains = (weights: Uint32Array) => ({
    rocAuc: after.rocAuc(weights) - before.rocAuc(weights),
    brier: before.brier(weights) - after.brier(weights),
  });
  const random = seededRandom(seed);
  const weights = new Uint32Array(left.length);
  const [rocAucs, briers] = [new Float64Array(rounds), new Float64Array(rounds)];
  for (let round = 0; round < rounds; round += 1) {
    weights.fill(0);
    for (const rows of classes) {
      for (let draw = 0; draw < rows.length; draw += 1) weights[rows[(random() * rows.length) >>> 0]!]! += 1;
    }
    const { rocAuc, brier } = gains(weights);
    rocAucs[round] = rocAuc;
    briers[round] = brier;
  }
  const { rocAuc, brier } = gains(weights.fill(1));
  return { rocAuc: estimate(rocAuc, rocAucs), brier: estimate(brier, briers) };
}

function estimate(value: number, draws: Float64Array): Estimate {
  const sorted = draws.sort();
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/** By linear interpolation between order statistics (Hyndman & Fan 1996, type 7). */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}
