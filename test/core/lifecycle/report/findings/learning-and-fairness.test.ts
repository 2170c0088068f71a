import { describe, expect, it } from '@jest/globals';
import { checkFairness, everyOne } from '../../../../../core/lifecycle/report/findings/fairness-check.ts';
import { horizonWords } from '../../../../../core/lifecycle/report/findings/horizon-words.ts';
import { moreDataState, moreDataWords } from '../../../../../core/lifecycle/report/findings/more-data.ts';
import { churnRateMoved, shiftState } from '../../../../../core/lifecycle/report/findings/shift-check.ts';
import { splitWords } from '../../../../../core/lifecycle/report/findings/split-words.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const { metrics, profile } = exampleInput();
const curve = metrics.learningCurve ?? { points: [], lastDoubling: null };
const doubling = (value: number, low: number, high: number) => ({
  ...curve,
  lastDoubling: { rocAuc: { value, low, high }, brier: { value: 0, low: 0, high: 0 } },
});

describe('moreDataState', () => {
  it.each([
    [0.01, 0.002, 0.018, 'helps'],
    [0.003, 0.001, 0.005, 'little'], // sure, and not noticeable
    [0.001, -0.004, 0.006, 'flat'], // at most 0.006: not worth the rows
    [0.001, -0.02, 0.03, 'unclear'],
    [-0.01, -0.02, -0.001, 'worse'],
  ])('calls a last doubling of %s (%s to %s) %s', (value, low, high, state) => {
    expect(moreDataState(doubling(value, low, high))).toBe(state);
  });

  it('says that it was not measured where there is no half', () => {
    expect(moreDataState({ ...curve, lastDoubling: null })).toBe('unmeasured');
    expect(moreDataWords({ ...curve, lastDoubling: null }).en).toContain('was not measured');
  });
});

describe('moreDataWords', () => {
  it('rests on the customers and the gain', () => {
    const { en, ko } = moreDataWords(doubling(0.01, 0.002, 0.018));
    expect(en).toContain('from 10,000 to 20,000 customers');
    for (const words of [en, ko]) expect(words).toContain('+0.0100 (+0.0020 to +0.0180)');
  });
});

const rate = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });

describe('checkFairness', () => {
  const all = { found: 0.4, bothered: 0.1 };
  const like = {
    feature: 'plan',
    group: 'Basic',
    customers: 500,
    leavers: 100,
    selected: 80,
    selectionRate: rate(0.16),
    truePositiveRate: rate(0.4),
    falsePositiveRate: rate(0.1),
    precision: rate(0.5),
    calibrationGap: { value: 0.03, low: -0.01, high: 0.07 },
  };

  it('finds nothing in a group that fares as everyone does', () => {
    expect(checkFairness(like, all)).toEqual([]);
    expect(checkFairness({ ...like, truePositiveRate: null }, all)).toEqual([]);
  });

  it.each([
    [{ truePositiveRate: rate(0.3) }, 'found-less'],
    [{ truePositiveRate: rate(0.5) }, 'found-more'],
    [{ falsePositiveRate: rate(0.2) }, 'bothered-more'],
    [{ falsePositiveRate: { value: 0, low: 0, high: 0.02 } }, 'bothered-less'],
    [{ calibrationGap: { value: 0.06, low: 0.02, high: 0.1 } }, 'told-too-low'],
    [{ calibrationGap: { value: -0.06, low: -0.1, high: -0.02 } }, 'told-too-high'],
    [{ customers: 29, truePositiveRate: rate(0.1) }, 'too-few'],
  ])('names what stands out: %j is %s', (change, finding) => {
    expect(checkFairness({ ...like, ...change }, all)).toEqual([finding]);
  });

  it('lets a gap pass that is sure but small', () => {
    const calibrationGap = { value: 0.015, low: 0.01, high: 0.02 };
    expect(checkFairness({ ...like, calibrationGap }, all)).toEqual([]);
  });

  it('takes the rates of everyone from the confusion at the threshold', () => {
    const { found } = everyOne(metrics);
    expect(found).toBeCloseTo(metrics.figures.recall.value, 12);
  });
});

describe('what changed', () => {
  it.each([
    [0.0999, 'little'],
    [0.1, 'some'],
    [0.25, 'much'],
  ])('calls a PSI of %s %s', (psi, state) => {
    expect(shiftState(psi)).toBe(state);
  });

  it('calls a churn rate moved where the intervals do not touch', () => {
    const changes = metrics.dataChanges;
    if (!changes) throw new Error('the example has changes');
    expect(churnRateMoved(changes)).toBe(true); // 14.6–15.4 % and 17.6–18.4 %
    expect(churnRateMoved({ ...changes, previousChurnRate: changes.churnRate })).toBe(false);
    expect(churnRateMoved({ ...changes, previousChurnRate: null })).toBe(false);
  });
});

describe('splitWords and horizonWords', () => {
  const dates = {
    training: { from: '2026-01-01', to: '2026-05-31' },
    test: { from: '2026-07-01', to: '2026-08-31' },
    leftOut: 812,
  };

  it('gives the dates of a split by time in both languages', () => {
    const { en, ko } = splitWords({ ...metrics.split, kind: 'time', dates });
    for (const words of [en, ko]) {
      for (const date of ['2026-01-01', '2026-05-31', '2026-07-01', '2026-08-31', '812']) expect(words).toContain(date);
    }
  });

  it('says by what customers were drawn at random', () => {
    expect(splitWords({ ...metrics.split, testBelow: 0.2 }).en).toContain('20% of customers by a hash');
    expect(splitWords({ ...metrics.split, testBelow: null }).en).toContain('each customer shared out by itself');
  });

  it('counts the horizon from the end of the lead time', () => {
    expect(horizonWords(profile).en).toBe('leaves within 30 days of the snapshot');
    expect(horizonWords({ ...profile, leadTimeDays: 7 }).en).toContain('from day 8 to day 37');
  });
});
