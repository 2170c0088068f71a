import { describe, expect, it } from '@jest/globals';
import type { Metrics } from '../../../../../core/lifecycle/metrics.ts';
import { gradeOf, oneRuleRocAuc } from '../../../../../core/lifecycle/report/findings/grade.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const example = exampleInput().metrics;

interface Given {
  readonly low: number;
  readonly oneRule?: number;
  readonly calibrationError?: number;
  readonly testLeavers?: number;
}

function metricsWith({ low, oneRule = 0.6, calibrationError = 0.01, testLeavers = 900 }: Given): Metrics {
  const { figures, split } = example;
  return {
    ...example,
    split: { ...split, testLeavers },
    figures: {
      ...figures,
      rocAuc: { value: low + 0.02, low, high: low + 0.04 },
      calibrationError: { value: calibrationError, low: 0, high: 0.1 },
    },
    candidates: [
      {
        name: 'one-rule',
        status: 'fitted',
        test: { ...figures, rocAuc: { value: oneRule, low: oneRule, high: oneRule } },
      },
    ],
  };
}

describe('gradeOf', () => {
  it.each([
    ['strong', 'from a lower end of 0.8 on', { low: 0.8 }],
    ['useful', 'just below it', { low: 0.7999 }],
    ['useful', 'from a lower end of 0.65 on', { low: 0.65 }],
    ['weak', 'just below it', { low: 0.6499 }],
    ['weak', 'if one rule is as good', { low: 0.72, oneRule: 0.72 }],
    ['useful', 'if the percentages are off, however well it ranks', { low: 0.9, calibrationError: 0.09 }],
    ['useful', 'if too few leavers were tested', { low: 0.9, testLeavers: 99 }],
  ])('says %s %s', (grade, _, given) => {
    expect(gradeOf(metricsWith(given))).toBe(grade);
  });

  it('needs no one-rule baseline', () => {
    const { candidates: _, ...rest } = metricsWith({ low: 0.7 });
    const without: Metrics = { ...rest, candidates: [{ name: 'one-rule', status: 'failed', error: 'x' }] };
    expect(oneRuleRocAuc(without)).toBeUndefined();
    expect(gradeOf(without)).toBe('useful');
  });
});
