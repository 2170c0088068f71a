/** Probabilities of one model on rows whose outcome is known, made ready to be measured under many weightings. */
export interface WeightedFigures {
  /** Area under the ROC curve where row i counts `weights[i]` times; NaN where one class has no weight. */
  rocAuc(weights: Uint32Array): number;
  /** Mean squared error of the probabilities, likewise. */
  brier(weights: Uint32Array): number;
}

/**
 * Sorts once, so that each weighting costs one pass: a bootstrap of B rounds over n rows takes n·log n + B·n.
 *
 * @param probabilities - 0 to 1, shape (rows)
 * @param left - 1 left, 0 stayed, shape (rows)
 */
export function weightedFigures(probabilities: Float64Array, left: Uint8Array): WeightedFigures {
  const order = Uint32Array.from(probabilities.keys()).sort((a, b) => probabilities[a]! - probabilities[b]!);
  /** 1 where a row, in that order, has another probability than the row before it. */
  const beginsGroup = new Uint8Array(order.length);
  for (let at = 0; at < order.length; at += 1) {
    beginsGroup[at] = at === 0 || probabilities[order[at]!] !== probabilities[order[at - 1]!] ? 1 : 0;
  }
  return {
    rocAuc: (weights) => {
      let [leavers, stayers, wins, groupLeavers, groupStayers] = [0, 0, 0, 0, 0];
      for (let at = 0; at < order.length; at += 1) {
        if (beginsGroup[at] === 1) {
          wins += groupLeavers * (stayers + groupStayers / 2); // leavers beat the stayers below them, ties half
          leavers += groupLeavers;
          stayers += groupStayers;
          groupLeavers = 0;
          groupStayers = 0;
        }
        const row = order[at]!;
        if (left[row] === 1) groupLeavers += weights[row]!;
        else groupStayers += weights[row]!;
      }
      wins += groupLeavers * (stayers + groupStayers / 2);
      return wins / ((leavers + groupLeavers) * (stayers + groupStayers));
    },
    brier: (weights) => {
      let [sum, count] = [0, 0];
      for (let row = 0; row < weights.length; row += 1) {
        sum += weights[row]! * (probabilities[row]! - left[row]!) ** 2;
        count += weights[row]!;
      }
      return sum / count;
    },
  };
}
