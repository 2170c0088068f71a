import { describe, expect, it } from '@jest/globals';
import { decidePromotion } from '../../../core/lifecycle/gate.ts';
import type { Candidate, Figures, Metrics } from '../../../core/lifecycle/metrics.ts';

const sure = (value: number, width = 0.01) => ({ value, low: value - width, high: value + width });

function figures(rocAuc: number, logLoss: number): Figures {
  const rest = { prAuc: sure(0.4), brier: sure(0.13), calibrationError: sure(0.01), precision: sure(0.4) };
  return {
    ...rest,
    rocAuc: sure(rocAuc),
    logLoss: sure(logLoss),
    recall: sure(0.3),
    f1: sure(0.35),
    accuracy: sure(0.8),
  };
}

function measured(rocAuc: number, logLoss = 0.41): Metrics {
  const candidate = (name: Candidate['name'], auc: number, loss: number): Candidate => ({
    name,
    status: 'fitted',
    test: figures(auc, loss),
  });
  const candidates = [
    candidate('majority', 0.5, 0.47),
    candidate('one-rule', 0.62, 0.45),
    candidate('xgboost', rocAuc, logLoss),
  ];
  const curves = {
    rocCurve: [],
    prCurve: [],
    calibrationBins: [],
    deciles: [],
    profitCurve: [],
    importance: [],
    segments: [],
  };
  return {
    format: 'mainstay-metrics/1',
    chosen: 'xgboost',
    chosenBecause: 'of its log loss',
    split: { kind: 'random', trainingCustomers: 800, testCustomers: 200, testLeavers: 40, folds: 5 },
    bootstrapRounds: 1000,
    threshold: 0.3,
    figures: figures(rocAuc, logLoss),
    confusion: { truePositive: 1, falsePositive: 1, trueNegative: 1, falseNegative: 1 },
    candidates,
    ...curves,
  };
}

const champion = { version: '20261122T101502Z-3f9a1c2b', profile: 'streaming', rocAuc: sure(0.74) };

describe('decidePromotion', () => {
  it('promotes a first model that beats both baselines', () => {
    const { promote, checks } = decidePromotion(measured(0.74), 'streaming', undefined);
    expect(promote).toBe(true);
    expect(checks.map(({ code, passed }) => [code, passed])).toEqual([
      ['CHK001', true],
      ['CHK002', true],
    ]);
  });

  it.each([
    ['CHK001', measured(0.61), 'streaming', undefined, /0\.610.*0\.620 for the best single rule/],
    ['CHK002', measured(0.74, 0.48), 'streaming', undefined, /0\.480.*0\.470 for the churn rate alone/],
    ['CHK003', measured(0.9), 'telco', champion, /"telco".*"streaming"/],
    ['CHK004', measured(0.72), 'streaming', champion, /0\.720 \(0\.710 to 0\.730\), the champion's is 0\.740/],
  ])('%s turns a model away, saying why', (code, metrics, profile, before, words) => {
    const { promote, checks, reason } = decidePromotion(metrics, profile, before);
    expect(promote).toBe(false);
    expect(checks.filter(({ passed }) => !passed).map((check) => check.code)).toEqual([code]);
    expect(reason).toMatch(words);
    expect(reason).toMatch(before ? /stays the champion/ : /no model was promoted/);
  });

  it('promotes a model whose interval reaches the champion, though its figure is lower', () => {
    expect(decidePromotion(measured(0.735), 'streaming', champion).promote).toBe(true); // 0.735 + 0.010 ≥ 0.740
  });
});
