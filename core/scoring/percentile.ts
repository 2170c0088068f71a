/**
 * The percentile of a probability: the share of the training customers with a lower one, 0 to 100, to one decimal.
 *
 * @param quantiles - their probabilities at evenly spaced shares from 0 to 100 %, ascending
 */
export function percentileOf(probability: number, quantiles: readonly number[]): number {
  let low = 0;
  let high = quantiles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! < probability) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  if (low === quantiles.length) return 100;
  const below = quantiles[low - 1]!;
  const position = low - 1 + (probability - below) / (quantiles[low]! - below);
  return Math.round((position / (quantiles.length - 1)) * 1000) / 10;
}
