/*
 * How good probabilities were, once it is known who left. All take probabilities (0 to 1) and outcomes (1 left, 0 stayed)
 * of the same length, at least one; nothing is changed in place.
 */

/**
 * Area under the ROC curve: the chance that a random leaver has a higher probability than a random stayer, ties half
 * (Hanley & McNeil 1982).
 *
 * @returns 0 to 1; NaN where everyone left or everyone stayed
 */
export function rocAuc(probabilities: readonly number[], left: readonly number[]): number {
  const order = rankOrder(probabilities);
  let leavers = 0;
  let rankSum = 0;
  for (let begin = 0; begin < order.length; ) {
    let end = begin;
    while (end < order.length && probabilities[order[end] ?? 0] === probabilities[order[begin] ?? 0]) end += 1;
    const sharedRank = (begin + 1 + end) / 2; // ranks are 1-based; ties share their mean
    for (let at = begin; at < end; at += 1) {
      if (left[order[at] ?? 0] === 1) {
        leavers += 1;
        rankSum += sharedRank;
      }
    }
    begin = end;
  }
  const stayers = order.length - leavers;
  return (rankSum - (leavers * (leavers + 1)) / 2) / (leavers * stayers);
}

/** Mean squared error of the probabilities, 0 (perfect) to 1 (Brier 1950). */
export function brierScore(probabilities: readonly number[], left: readonly number[]): number {
  return probabilities.reduce((sum, p, at) => sum + (p - (left[at] ?? 0)) ** 2, 0) / probabilities.length;
}

/**
 * Expected calibration error over equal-count bins: the mean distance between the mean probability and the share that
 * left, weighted by bin size (Naeini et al. 2015). A perfectly calibrated model is above 0 by chance.
 *
 * @param bins - number of bins, 1 to the number of customers
 */
export function calibrationError(probabilities: readonly number[], left: readonly number[], bins = 10): number {
  const order = rankOrder(probabilities);
  let error = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const members = order.slice(Math.round((bin * order.length) / bins), Math.round(((bin + 1) * order.length) / bins));
    const expected = members.reduce((sum, at) => sum + (probabilities[at] ?? 0), 0);
    const observed = members.reduce((sum, at) => sum + (left[at] ?? 0), 0);
    error += Math.abs(expected - observed) / order.length;
  }
  return error;
}

/** Positions in ascending order of probability. */
function rankOrder(probabilities: readonly number[]): number[] {
  return probabilities.map((_, at) => at).sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0));
}
