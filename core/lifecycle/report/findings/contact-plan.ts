import type { Profile } from '../../../profile/profile.ts';
import type { Estimate, Metrics } from '../../metrics.ts';

type ProfitPoint = Metrics['profitCurve'][number];

/** What contacting some share of the customers, highest probability first, reaches and brings. */
export interface ContactPlan {
  /** Share of customers that the team can contact per cycle, 0 to 1. */
  readonly capacityShare: number;
  /** Share of all leavers among them, 0 to 1. */
  readonly recallAtCapacity: number;
  /** How many times more leavers than among as many customers picked at random. */
  readonly timesRandom: number;
  /** Undefined where the profile has no money column or the curve is empty. */
  readonly profit: ProfitPlan | undefined;
}

/** Money per 1,000 customers of the base per cycle, in major units. */
export interface ProfitPlan {
  /** Most profitable share within the team's capacity; 0 where no contact pays. */
  readonly plannedShare: number;
  readonly planned: Estimate;
  /** Most profitable share if capacity were no limit. */
  readonly bestShare: number;
  readonly best: Estimate;
  readonly atCapacity: Estimate;
  readonly randomAtCapacity: number;
}

/** Reads the plan off the test rows' curves with the profile's policy. */
export function contactPlan(metrics: Metrics, profile: Profile): ContactPlan {
  const { capacityShare } = profile.policy;
  const recallAtCapacity = recallAt(metrics, capacityShare);
  return {
    capacityShare,
    recallAtCapacity,
    timesRandom: recallAtCapacity / capacityShare,
    profit: profile.money === null ? undefined : profitPlan(metrics.profitCurve, capacityShare),
  };
}

/**
 * Share of leavers among the given share of customers with the highest probabilities. A whole decile is read from the
 * deciles, the rest from the ROC curve, each of whose points contacts `tpr × leavers + fpr × stayers` customers.
 */
export function recallAt(metrics: Metrics, share: number): number {
  const decile = metrics.deciles.find((one) => Math.abs(one.decile / 10 - share) < 1e-9);
  if (decile) return decile.cumulativeRecall;
  const rate = metrics.split.testLeavers / metrics.split.testCustomers;
  const gains = metrics.rocCurve.map((point): [number, number] => [
    point.truePositiveRate * rate + point.falsePositiveRate * (1 - rate),
    point.truePositiveRate,
  ]);
  return interpolate([[0, 0], ...gains, [1, 1]], share);
}

/** Profit per customer at a share between the curve's points, along straight lines. */
export function profitAt(curve: readonly ProfitPoint[], share: number): ProfitPoint {
  const along = (read: (point: ProfitPoint) => number): number =>
    interpolate(
      curve.map((point): [number, number] => [point.share, read(point)]),
      share,
    );
  return {
    share,
    profitPerCustomer: along((point) => point.profitPerCustomer),
    low: along((point) => point.low),
    high: along((point) => point.high),
    randomProfitPerCustomer: along((point) => point.randomProfitPerCustomer),
  };
}

function profitPlan(curve: readonly ProfitPoint[], capacityShare: number): ProfitPlan | undefined {
  if (curve.length < 2) return undefined;
  const nothing: ProfitPoint = { share: 0, profitPerCustomer: 0, low: 0, high: 0, randomProfitPerCustomer: 0 };
  const atCapacity = profitAt(curve, capacityShare);
  const best = mostProfitable([nothing, ...curve]);
  const planned = mostProfitable([nothing, ...curve.filter((point) => point.share <= capacityShare), atCapacity]);
  return {
    plannedShare: planned.share,
    planned: perThousand(planned),
    bestShare: best.share,
    best: perThousand(best),
    atCapacity: perThousand(atCapacity),
    randomAtCapacity: atCapacity.randomProfitPerCustomer * 1000,
  };
}

function mostProfitable(points: readonly [ProfitPoint, ...ProfitPoint[]]): ProfitPoint {
  return points.reduce((best, point) => (point.profitPerCustomer > best.profitPerCustomer ? point : best), points[0]);
}

function perThousand(point: ProfitPoint): Estimate {
  return { value: point.profitPerCustomer * 1000, low: point.low * 1000, high: point.high * 1000 };
}

/** Straight lines through points that ascend in x; flat outside. NaN for no points. */
function interpolate(points: readonly (readonly [number, number])[], at: number): number {
  let before = points[0];
  if (!before) return Number.NaN;
  for (const point of points) {
    if (point[0] >= at) {
      const width = point[0] - before[0];
      return width === 0 ? point[1] : before[1] + ((point[1] - before[1]) * (at - before[0])) / width;
    }
    before = point;
  }
  return before[1];
}
