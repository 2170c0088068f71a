/*
 * Whom to contact with the team's own numbers. Runs in two places: where the report is written, and as a script inside
 * the page; so it uses nothing that a browser does not have.
 */

/** What contacting the riskiest customers, down to some point of the list, reaches. */
export interface ContactPoint {
  /** Of all customers, 0 to 1. */
  readonly share: number;
  /** Of all leavers, the share among them, 0 to 1. */
  readonly recall: number;
  /** Lowest probability among them; NaN where the bundle does not say. */
  readonly threshold: number;
  /** Leavers reached per customer of the base, a leaver of twice the usual worth counted twice; with its 95 % interval. */
  readonly reached: number;
  readonly reachedLow: number;
  readonly reachedHigh: number;
}

/** What a team knows of its own work; amounts in major currency units. */
export interface TeamNumbers {
  readonly contactCost: number;
  /** Share of leavers whom contact keeps, above 0 to 1. */
  readonly successRate: number;
  /** What one customer who is kept is worth, on average. */
  readonly valueSaved: number;
  /** Share of customers that can be contacted per cycle, above 0 to 1. */
  readonly capacityShare: number;
}

/** A point of the list and what it brings per 1,000 customers of the base and cycle, with its 95 % interval. */
export interface PricedPoint extends ContactPoint {
  readonly profit: number;
  readonly low: number;
  readonly high: number;
}

export interface ProfitChoice {
  /** Most profitable point within the capacity; share 0 where no contact pays. */
  readonly planned: PricedPoint;
  /** As many as planned, picked at random: profit per 1,000 customers. */
  readonly atRandom: number;
  /** Most profitable point if capacity were no limit. */
  readonly best: PricedPoint;
  /** Probability from which a contact brings more than it costs; above 1 it never does. */
  readonly breakEven: number;
}

const per = 1000;
const nobody: ContactPoint = { share: 0, recall: 0, threshold: 1, reached: 0, reachedLow: 0, reachedHigh: 0 };

/**
 * The most profitable share of customers, with and without the limit of capacity.
 *
 * @param points - ascending in share; the last contacts everyone
 */
export function chooseContacts(points: readonly ContactPoint[], numbers: TeamNumbers): ProfitChoice {
  const { capacityShare, contactCost, successRate, valueSaved } = numbers;
  const within = points.filter((point) => point.share <= capacityShare);
  const planned = mostProfitable([...within, pointAt(points, capacityShare)], numbers);
  const everyone = priced(points.at(-1) ?? nobody, numbers);
  return {
    planned,
    atRandom: everyone.share === 0 ? 0 : (everyone.profit * planned.share) / everyone.share,
    best: mostProfitable(points, numbers),
    breakEven: contactCost / (successRate * valueSaved),
  };
}

/** Profit = success rate × worth of the leavers reached − cost × contacts. */
export function priced(point: ContactPoint, { contactCost, successRate, valueSaved }: TeamNumbers): PricedPoint {
  const profit = (reached: number): number => per * (successRate * valueSaved * reached - contactCost * point.share);
  return {
    ...point,
    profit: profit(point.reached),
    low: profit(point.reachedLow),
    high: profit(point.reachedHigh),
  };
}

/** The point at a share between those of the curve, along straight lines. */
export function pointAt(points: readonly ContactPoint[], share: number): ContactPoint {
  let before = nobody;
  for (const point of points) {
    if (point.share >= share) {
      const along = point.share === before.share ? 1 : (share - before.share) / (point.share - before.share);
      return between(before, point, along);
    }
    before = point;
  }
  return before;
}

function between(from: ContactPoint, to: ContactPoint, along: number): ContactPoint {
  const mix = (read: (point: ContactPoint) => number): number => read(from) + along * (read(to) - read(from));
  return {
    share: mix((point) => point.share),
    recall: mix((point) => point.recall),
    threshold: mix((point) => point.threshold),
    reached: mix((point) => point.reached),
    reachedLow: mix((point) => point.reachedLow),
    reachedHigh: mix((point) => point.reachedHigh),
  };
}

/** Of equal profits the smaller share: fewer contacts for the same money. */
function mostProfitable(points: readonly ContactPoint[], numbers: TeamNumbers): PricedPoint {
  return points
    .map((point) => priced(point, numbers))
    .reduce((best, point) => (point.profit > best.profit ? point : best), priced(nobody, numbers));
}
