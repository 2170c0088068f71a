import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contactPointsOf, meanLeaverValue } from '../../../../../core/lifecycle/report/chooser/contact-points.ts';
import { decodePoints, encodePoints } from '../../../../../core/lifecycle/report/chooser/points-text.ts';
import {
  type ContactPoint,
  chooseContacts,
  pointAt,
  type TeamNumbers,
} from '../../../../../core/lifecycle/report/chooser/profit-choice.ts';
import { contactPlan } from '../../../../../core/lifecycle/report/findings/contact-plan.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const point = (share: number, reached: number, threshold = 0.5): ContactPoint => ({
  share,
  recall: reached / 0.2,
  threshold,
  reached,
  reachedLow: reached * 0.9,
  reachedHigh: reached * 1.1,
});
/** Of 100 customers 20 leave: half of them among the first 20, three quarters among the first 50. */
const list = [point(0, 0, 1), point(0.2, 0.1, 0.4), point(0.5, 0.15, 0.1), point(1, 0.2, 0.01)];
const numbers: TeamNumbers = { contactCost: 5, successRate: 0.25, valueSaved: 100, capacityShare: 1 };

describe('chooseContacts', () => {
  it('weighs what is saved against what contacts cost', () => {
    const { planned, best, atRandom, breakEven } = chooseContacts(list, numbers);
    expect(planned).toEqual(best);
    expect(planned.share).toBe(0.2);
    expect(planned.profit).toBeCloseTo(1500, 9); // 1,000 × (0.25 × 100 × 0.1 − 5 × 0.2); at 0.5 it is 1,250, at 1 it is 0
    expect(planned.low).toBeCloseTo(1250, 9); // 1,000 × (0.25 × 100 × 0.09 − 5 × 0.2)
    expect(planned.high).toBeCloseTo(1750, 9);
    expect(atRandom).toBeCloseTo(0, 9); // everyone brings 1,000 × (25 × 0.2 − 5) = 0
    expect(breakEven).toBe(0.2); // 5 / (0.25 × 100)
  });

  it('keeps within the capacity, also between the points of the list', () => {
    const { planned, best } = chooseContacts(list, { ...numbers, capacityShare: 0.1 });
    expect(planned).toMatchObject({ share: 0.1, threshold: 0.7 }); // half of the way from 1 to 0.4
    expect(planned.profit).toBeCloseTo(750, 9);
    expect(best.share).toBe(0.2);
  });

  it('contacts no one where no contact pays', () => {
    const { planned, best, breakEven } = chooseContacts(list, { ...numbers, contactCost: 100 });
    expect([planned.share, planned.profit, best.share]).toEqual([0, 0, 0]);
    expect(breakEven).toBe(4); // above 1: never
  });

  it('contacts everyone where contact is free', () => {
    expect(chooseContacts(list, { ...numbers, contactCost: 0 }).planned.share).toBe(1);
  });

  it('never plans more than the capacity, nor anything better than the best', () => {
    const amount = fc.double({ min: 0.01, max: 1000, noNaN: true });
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(amount, share, amount, share, (contactCost, successRate, valueSaved, capacityShare) => {
        const { planned, best } = chooseContacts(list, { contactCost, successRate, valueSaved, capacityShare });
        expect(planned.share).toBeLessThanOrEqual(capacityShare + 1e-12);
        expect(planned.profit).toBeGreaterThanOrEqual(0);
        expect(planned.profit).toBeLessThanOrEqual(best.profit + 1e-6);
      }),
    );
  });
});

describe('contactPointsOf', () => {
  const { metrics, profile } = exampleInput();

  it('gives the profit curve again for the numbers of the profile', () => {
    const valueSaved = meanLeaverValue(metrics, profile.policy);
    const { planned, best, atRandom } = chooseContacts(contactPointsOf(metrics, profile.policy), {
      ...profile.policy,
      valueSaved,
    });
    const { profit } = contactPlan(metrics, profile);
    expect(planned.share).toBe(profit?.plannedShare);
    expect(planned.profit).toBeCloseTo(profit?.planned.value ?? Number.NaN, 6);
    expect(planned.low).toBeCloseTo(profit?.planned.low ?? Number.NaN, 6);
    expect(planned.high).toBeCloseTo(profit?.planned.high ?? Number.NaN, 6);
    expect(best.share).toBe(profit?.bestShare);
    expect(atRandom).toBeCloseTo(profit?.randomAtCapacity ?? Number.NaN, 6); // planned up to the capacity here
  });

  it('counts every leaver alike where the profile names no money', () => {
    const points = contactPointsOf({ ...metrics, profitCurve: [] }, profile.policy);
    const rate = metrics.split.testLeavers / metrics.split.testCustomers;
    expect(meanLeaverValue({ ...metrics, profitCurve: [] }, profile.policy)).toBeNaN();
    expect(points.at(-1)?.reached).toBeCloseTo(rate, 12);
    for (const one of points) {
      expect(one.reached).toBeCloseTo(one.recall * rate, 12);
      expect(one.reachedLow).toBeLessThanOrEqual(one.reached + 1e-12);
      expect(one.reachedHigh).toBeGreaterThanOrEqual(one.reached - 1e-12);
    }
  });

  it('has falling thresholds, read off the ROC curve', () => {
    const points = contactPointsOf(metrics, profile.policy);
    for (const [at, one] of points.slice(1).entries()) {
      expect(one.threshold).toBeLessThanOrEqual(points[at]?.threshold ?? 1);
    }
    expect(pointAt(points, 0.15).threshold).toBeCloseTo(metrics.threshold, 2); // the example contacts 15 %
  });
});

describe('encodePoints', () => {
  it('is read back, a missing threshold included', () => {
    const text = encodePoints([...list, point(1, 0.2, Number.NaN)]);
    const read = decodePoints(text);
    expect(encodePoints(read)).toBe(text);
    expect(read[1]).toEqual({
      share: 0.2,
      recall: 0.5,
      threshold: 0.4,
      reached: 0.1,
      reachedLow: 0.09,
      reachedHigh: 0.11,
    });
    expect(read[4]?.threshold).toBeNaN();
  });
});
