/** Parts of the range of probabilities in each of which the search has a place to begin at. */
const cells = 8192;

/**
 * Prepares percentiles: the share of the training customers with a lower probability, 0 to 100, to one decimal.
 *
 * @param quantiles - their probabilities at evenly spaced shares from 0 to 100 %, ascending
 */
export function createPercentiles(quantiles: readonly number[]): (probability: number) => number {
  const bounds = Float64Array.from(quantiles);
  const { length } = bounds;
  /** For each part, how many quantiles are below all of it. */
  const starts = new Int32Array(cells);
  for (let cell = 1, below = 0; cell < cells; cell++) {
    while (below < length && bounds[below]! < cell / cells) below++;
    starts[cell] = below;
  }
  return (probability) => {
    const cell = probability * cells;
    let low = cell >= 0 ? starts[cell < cells ? Math.floor(cell) : cells - 1]! : 0;
    while (low < length && bounds[low]! < probability) low++;
    return percentileAt(low, probability, bounds);
  };
}

/** The same for one probability. */
export function percentileOf(probability: number, quantiles: readonly number[]): number {
  let low = 0;
  let high = quantiles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! < probability) low = middle + 1;
    else high = middle;
  }
  return percentileAt(low, probability, quantiles);
}

/** @param lower - how many quantiles are lower */
function percentileAt(lower: number, probability: number, quantiles: ArrayLike<number>): number {
  if (lower === 0) return 0;
  if (lower === quantiles.length) return 100;
  const below = quantiles[lower - 1]!;
  const position = lower - 1 + (probability - below) / (quantiles[lower]! - below);
  return Math.round((position / (quantiles.length - 1)) * 1000) / 10;
}
