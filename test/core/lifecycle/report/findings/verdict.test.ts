import { describe, expect, it } from '@jest/globals';
import { cautionsOf } from '../../../../../core/lifecycle/report/findings/cautions.ts';
import { verdictOf } from '../../../../../core/lifecycle/report/findings/verdict.ts';
import type { ReportInput } from '../../../../../core/lifecycle/report/input.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const input = exampleInput();
const calm: ReportInput = {
  ...input,
  exploration: { ...input.exploration, leaks: [] },
  metrics: {
    ...input.metrics,
    segments: [],
    candidates: input.metrics.candidates.filter((one) => one.status === 'fitted'),
  },
};
const codes = (of: ReportInput): string[] => cautionsOf(of).map((caution) => caution.code);

describe('verdictOf', () => {
  it('puts the share found and the share contacted into both languages', () => {
    const recall = Math.round((input.metrics.deciles[1]?.cumulativeRecall ?? 0) * 100);
    const { headline } = verdictOf(input);
    expect(headline.en).toContain(`finds ${recall}% of the customers who leave by contacting the 20%`);
    expect(headline.ko).toContain(`고객 20%에게 연락하면 실제로 떠날 고객의 ${recall}%를`);
    expect(headline.en).toContain(`${(recall / 100 / 0.2).toFixed(1)} times as many`);
  });

  it('does not sell a model that picks at random', () => {
    const deciles = input.metrics.deciles.map((one) => ({ ...one, cumulativeRecall: one.decile / 10 }));
    const { headline } = verdictOf({ ...input, metrics: { ...input.metrics, deciles } });
    expect(headline.en).toContain('no better than picking at random');
  });

  it('says what contact is worth with the numbers of the profile', () => {
    const profit = input.metrics.profitCurve.find((point) => point.share === 0.2)?.profitPerCustomer ?? Number.NaN;
    const { worth } = verdictOf(input);
    expect(worth.en).toContain(`$${Math.round(profit * 1000).toLocaleString('en-US')} (`);
    expect(worth.en).toContain('$5 per contact, 20% of leavers kept');
    expect(verdictOf({ ...input, profile: { ...input.profile, money: null } }).worth.en).toContain('cannot be said');
  });

  it('says so where the percentages are off', () => {
    expect(verdictOf(input).calibration.en).toContain('taken at their word');
    expect(verdictOf(exampleInput({ bias: 0.5 })).calibration.en).toContain('are off');
  });
});

describe('cautionsOf', () => {
  it('is silent where all is well', () => {
    expect(codes(calm)).toEqual([]);
  });

  const { metrics } = calm;
  const withRocAuc = (value: number, low: number, high: number): ReportInput => ({
    ...calm,
    metrics: { ...metrics, figures: { ...metrics.figures, rocAuc: { value, low, high } } },
  });
  const leak = { feature: 'refund', rocAucAlone: 0.99, dropped: true, reason: 'x' };
  it.each<[string, ReportInput]>([
    ['weak-ranking', withRocAuc(0.67, 0.64, 0.7)],
    ['barely-beats-one-rule', withRocAuc(0.655, 0.651, 0.67)],
    ['too-good', withRocAuc(0.98, 0.975, 0.985)],
    [
      'calibration-off',
      {
        ...calm,
        metrics: {
          ...metrics,
          figures: { ...metrics.figures, calibrationError: { value: 0.06, low: 0.05, high: 0.07 } },
        },
      },
    ],
    ['wide-interval', withRocAuc(0.75, 0.7, 0.79)],
    ['small-data', { ...calm, model: { ...calm.model, trainingData: { ...calm.model.trainingData, leavers: 499 } } }],
    ['leaks-dropped', { ...calm, exploration: { ...calm.exploration, leaks: [leak] } }],
    ['leaks-kept', { ...calm, exploration: { ...calm.exploration, leaks: [{ ...leak, dropped: false }] } }],
    [
      'many-quarantined',
      { ...calm, dataQuality: { ...calm.dataQuality, rowsIn: 100, rowsAccepted: 94, rowsQuarantined: 6 } },
    ],
    [
      'segments-off',
      {
        ...calm,
        metrics: { ...metrics, segments: input.metrics.segments.map((one) => ({ ...one, meanProbability: 0.9 })) },
      },
    ],
    [
      'contact-does-not-pay',
      {
        ...calm,
        metrics: {
          ...metrics,
          profitCurve: [0, 1].map((share) => ({
            share,
            profitPerCustomer: -share,
            low: -share,
            high: -share,
            randomProfitPerCustomer: -share,
          })),
        },
      },
    ],
    ['candidates-failed', { ...calm, metrics: { ...metrics, candidates: input.metrics.candidates } }],
  ])('warns of %s, and of it only', (code, given) => {
    expect(codes(given)).toEqual([code]);
  });

  it('says all of a model that is no good', () => {
    expect(codes(exampleInput({ strength: 0.15, testCustomers: 400, bias: 1 }))).toEqual(
      expect.arrayContaining(['weak-ranking', 'barely-beats-one-rule', 'calibration-off', 'wide-interval']),
    );
  });
});
