import { describe, expect, it } from '@jest/globals';
import { contactPlan, profitAt, recallAt } from '../../../../../core/lifecycle/report/findings/contact-plan.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const { metrics, profile } = exampleInput();
const point = (share: number, profit: number, random = 0) => ({
  share,
  profitPerCustomer: profit,
  low: profit - 1,
  high: profit + 1,
  randomProfitPerCustomer: random,
});
const peaked = { ...metrics, profitCurve: [point(0, 0), point(0.1, 2), point(0.3, 6, 3), point(0.6, 4), point(1, -5)] };
const withCapacity = (capacityShare: number) => ({ ...profile, policy: { ...profile.policy, capacityShare } });

describe('recallAt', () => {
  it('reads whole deciles from the deciles', () => {
    expect(recallAt(metrics, 0.2)).toBe(metrics.deciles[1]?.cumulativeRecall);
    expect(recallAt(metrics, 1)).toBe(1);
  });

  it('reads other shares along the ROC curve', () => {
    const half = {
      ...metrics,
      split: { ...metrics.split, testCustomers: 1000, testLeavers: 200 },
      rocCurve: [
        { falsePositiveRate: 0, truePositiveRate: 0 },
        { falsePositiveRate: 0.25, truePositiveRate: 0.5 }, // contacts 0.2 × 0.5 + 0.8 × 0.25 = 0.3 of all
        { falsePositiveRate: 1, truePositiveRate: 1 },
      ],
    };
    expect(recallAt(half, 0.15)).toBeCloseTo(0.25, 12);
    expect(recallAt(half, 0.65)).toBeCloseTo(0.75, 12); // half of the way from 0.3 to 1
  });
});

describe('profitAt', () => {
  it('follows straight lines between the points', () => {
    const between = profitAt(peaked.profitCurve, 0.2); // half of the way from 0.1 to 0.3
    expect(between.profitPerCustomer).toBeCloseTo(4, 9);
    expect(between.low).toBeCloseTo(3, 9);
    expect(between.high).toBeCloseTo(5, 9);
    expect(between.randomProfitPerCustomer).toBeCloseTo(1.5, 9);
  });
});

describe('contactPlan', () => {
  it('plans for the capacity where profit still rises there', () => {
    const { profit } = contactPlan(peaked, withCapacity(0.2));
    expect(profit?.plannedShare).toBe(0.2);
    expect(profit?.planned.value).toBeCloseTo(4000, 6); // per 1,000 customers
    expect(profit?.planned.low).toBeCloseTo(3000, 6);
    expect(profit?.bestShare).toBe(0.3);
    expect(profit?.best.value).toBe(6000);
  });

  it('plans for less than the capacity where profit falls before it', () => {
    expect(contactPlan(peaked, withCapacity(0.9)).profit?.plannedShare).toBe(0.3);
  });

  it('plans for no contact where none pays', () => {
    const losing = { ...metrics, profitCurve: [point(0, 0), point(1, -5)] };
    expect(contactPlan(losing, profile).profit).toMatchObject({ plannedShare: 0, bestShare: 0 });
  });

  it('says nothing of profit without money or curve', () => {
    expect(contactPlan(metrics, { ...profile, money: null }).profit).toBeUndefined();
    expect(contactPlan({ ...metrics, profitCurve: [] }, profile).profit).toBeUndefined();
  });

  it('compares with picking at random', () => {
    const plan = contactPlan(metrics, withCapacity(0.2));
    expect(plan.timesRandom).toBeCloseTo(plan.recallAtCapacity / 0.2, 12);
  });
});
