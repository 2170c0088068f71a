/*
 * What raw scores mean: the probability, its tier and percentile, and the value at risk. `appraisePlainly` in
 * core/scoring/columns says what is meant; the figures are the same bit for bit.
 */
import * as at from '../layout';
import { exp } from './exp';

/** Raw scores to probabilities, by the sigmoid. */
export function calibrate(head: usize, rows: u32): void {
  const slope = load<f64>(head, at.headSlope);
  const intercept = load<f64>(head, at.headIntercept);
  const raw: usize = load<u32>(head, at.headRaw);
  const probability: usize = load<u32>(head, at.headProbability);
  for (let row: u32 = 0; row < rows; row++) {
    store<f64>(probability + 8 * row, 1 / (1 + exp(-(slope * load<f64>(raw + 8 * row) + intercept))));
  }
}

/** To the nearest whole number, halves up: as JavaScript rounds. */
// @ts-ignore: decorator
@inline
function rounded(x: f64): f64 {
  const up = ceil(x);
  return up - 0.5 > x ? up - 1 : up;
}

/** How many quantiles are lower than a probability. */
// @ts-ignore: decorator
@inline
function lowerThan(probability: f64, quantiles: usize, starts: usize): u32 {
  const part = min(at.parts - 1, max(0, <i32>(probability * at.parts)));
  let lower = load<u32>(starts + 4 * <usize>part);
  const all = f64x2.splat(probability);
  let more: u32;
  do {
    const place = quantiles + 8 * <usize>lower;
    const first = i64x2.bitmask(f64x2.lt(v128.load(place), all));
    const second = i64x2.bitmask(f64x2.lt(v128.load(place, 16), all));
    more = popcnt(first | (second << 2));
    lower += more;
  } while (more == at.atOnce);
  return lower;
}

/** Probabilities and monthly values to tiers, percentiles and values at risk. */
export function appraise(head: usize, rows: u32): void {
  const medium = load<f64>(head, at.headMedium);
  const high = load<f64>(head, at.headHigh);
  const months = load<f64>(head, at.headMonths);
  const probabilities: usize = load<u32>(head, at.headProbability);
  const monthly: usize = load<u32>(head, at.headMonthly);
  const tiers: usize = load<u32>(head, at.headTiers);
  const percentiles: usize = load<u32>(head, at.headPercentile);
  const risks: usize = load<u32>(head, at.headRisk);
  const lowTier = load<u32>(head, at.headLowTier);
  const mediumTier = load<u32>(head, at.headMediumTier);
  const highTier = load<u32>(head, at.headHighTier);
  const quantiles: usize = load<u32>(head, at.headQuantiles);
  const count = load<u32>(head, at.headQuantileCount);
  const starts: usize = load<u32>(head, at.headStarts);
  const last = <f64>(count - 1);
  for (let row: u32 = 0; row < rows; row++) {
    const probability = load<f64>(probabilities + 8 * row);
    store<u8>(tiers + row, select(highTier, select(mediumTier, lowTier, probability >= medium), probability >= high));

    const lower = lowerThan(probability, quantiles, starts);
    const place = quantiles + 8 * <usize>lower;
    const below = load<f64>(place - 8);
    const position = <f64>(lower - 1) + (probability - below) / (load<f64>(place) - below);
    const percentile = rounded((position / last) * 1000) / 10;
    store<f64>(percentiles + 8 * row, select<f64>(0, select<f64>(100, percentile, lower == count), lower == 0));

    store<f64>(risks + 8 * row, max<f64>(0, rounded(probability * load<f64>(monthly + 8 * row) * months)));
  }
}
