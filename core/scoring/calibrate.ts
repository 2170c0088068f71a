import type { Calibration, ModelDocument } from './bundle.ts';
import { exp } from './exp.ts';

/** Share of certainty that the raw score of averaged trees is kept away from 0 and 1. */
const edge = 1e-6;

/** Place of the last x that is not above u, by halving. */
function lastNotAbove(x: readonly number[], u: number): number {
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (x[middle]! <= u) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether a model's raw score is a probability: the mean of its trees' ones. */
export function isAveraged({ ensemble }: Pick<ModelDocument, 'ensemble'>): boolean {
  return ensemble.kind === 'trees' && ensemble.aggregation === 'mean';
}

/**
 * The function from raw score to probability.
 *
 * @param rawIsProbability - true for averaged trees, whose raw score goes through ln(p / (1 − p)) first
 */
export function createCalibration(calibration: Calibration, rawIsProbability: boolean): (raw: number) => number {
  const logOdds = (raw: number): number => {
    if (!rawIsProbability) return raw;
    const p = Math.min(1 - edge, Math.max(edge, raw));
    return Math.log(p / (1 - p));
  };
  if (calibration.kind === 'sigmoid') {
    const { slope, intercept } = calibration;
    return (raw) => 1 / (1 + exp(-(slope * logOdds(raw) + intercept)));
  }
  const { x, y } = calibration;
  const last = x.length - 1;
  return (raw) => {
    const u = logOdds(raw);
    if (u <= x[0]!) return y[0]!;
    if (u >= x[last]!) return y[last]!;
    const i = lastNotAbove(x, u);
    const share = (u - x[i]!) / (x[i + 1]! - x[i]!);
    return y[i]! + share * (y[i + 1]! - y[i]!);
  };
}
