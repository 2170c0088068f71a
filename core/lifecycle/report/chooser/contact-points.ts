import type { Policy } from '../../../profile/profile.ts';
import type { Metrics } from '../../metrics.ts';
import { type ContactPoint, pointAt } from './profit-choice.ts';

/**
 * The list that is worked down, from the test rows. Where the profile names money, each point is one of the profit curve,
 * with what its leavers are worth read back from it: `(profit + cost × share) ÷ success rate`. So the profile's own numbers
 * give the profit curve again, intervals included. Elsewhere every leaver counts alike.
 */
export function contactPointsOf(metrics: Metrics, policy: Policy): ContactPoint[] {
  const list = rankedList(metrics);
  const value = meanLeaverValue(metrics, policy);
  if (Number.isNaN(value)) return list;
  const reached = (profit: number, share: number): number =>
    (profit + policy.contactCost * share) / policy.successRate / value;
  return metrics.profitCurve.map(({ share, profitPerCustomer, low, high }) => ({
    ...pointAt(list, share),
    share,
    reached: reached(profitPerCustomer, share),
    reachedLow: reached(low, share),
    reachedHigh: reached(high, share),
  }));
}

/**
 * Mean value of the leavers of the test rows, major units; NaN where the profile names no money. Read back from the profit
 * curve, whose last point contacts everyone.
 */
export function meanLeaverValue({ profitCurve, split }: Metrics, { contactCost, successRate }: Policy): number {
  const everyone = profitCurve.at(-1);
  if (everyone?.share !== 1 || split.testLeavers === 0) return Number.NaN;
  const value = (everyone.profitPerCustomer + contactCost) / successRate / (split.testLeavers / split.testCustomers);
  return value > 0 ? value : Number.NaN;
}

/** The ROC curve as a list: each of its points contacts `tpr × leavers + fpr × stayers` customers. */
function rankedList({ rocCurve, split }: Metrics): ContactPoint[] {
  const rate = split.testLeavers / split.testCustomers;
  return rocCurve.map(({ truePositiveRate, falsePositiveRate, threshold = Number.NaN }) => {
    const share = truePositiveRate * rate + falsePositiveRate * (1 - rate);
    const reached = truePositiveRate * rate;
    const [reachedLow, reachedHigh] = share === 0 ? [0, 0] : wilson(reached, split.testCustomers);
    return { share, recall: truePositiveRate, threshold, reached, reachedLow, reachedHigh };
  });
}

/** 95 % interval of a share counted on n rows (Wilson 1927). */
function wilson(share: number, n: number): [low: number, high: number] {
  const z2 = 1.959964 ** 2;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
