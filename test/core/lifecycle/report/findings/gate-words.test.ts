import { describe, expect, it } from '@jest/globals';
import { againstChampion, mostStay } from '../../../../../core/lifecycle/gate/against-champion.ts';
import { type GateCheck, noMoves } from '../../../../../core/lifecycle/gate/gate-decision.ts';
import {
  beatsMajority,
  beatsOneRule,
  comesTrue,
  fastEnough,
  reproduced,
} from '../../../../../core/lifecycle/gate/own-checks.ts';
import { usualGatePolicy } from '../../../../../core/lifecycle/gate/policy.ts';
import { servesEverySegment } from '../../../../../core/lifecycle/gate/segment-floors.ts';
import { checkWords } from '../../../../../core/lifecycle/report/findings/check-words.ts';
import { choiceWords } from '../../../../../core/lifecycle/report/findings/choice-words.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const { metrics } = exampleInput();
const gains = {
  rocAuc: { value: 0.0123, low: 0.0045, high: 0.0201 },
  brier: { value: -0.002, low: -0.006, high: 0.001 },
};
const probabilities = Float64Array.from({ length: 800 }, (_, at) => (at % 100) / 100);
const left = Uint8Array.from({ length: 800 }, (_, at) => (at % 100 < 50 ? 1 : 0)); // the model says the opposite
const segment = { feature: 'plan', group: 'Basic', rows: Array.from({ length: 800 }, (_, at) => at) };
const champion = (seenRows: number | null) => ({ profile: 'p', probabilities, seenRows });
const compared = (enough: boolean) =>
  againstChampion('p', champion(7), enough ? gains : undefined, 3, 400, usualGatePolicy);

/** Each check as the gate itself makes it, and the figures that its Korean sentence has to hold. */
const made: readonly (readonly [GateCheck | undefined, readonly string[]])[] = [
  [beatsOneRule(metrics), [metrics.figures.rocAuc.value.toFixed(3)]],
  [beatsMajority(metrics), [metrics.figures.logLoss.value.toFixed(3)]],
  [compared(true)[0], ['7행']],
  [compared(true)[1], ['+0.0123', '+0.0045', '+0.0201']],
  [compared(false)[1], ['3명', '400명']],
  [compared(true)[2], ['\u22120.0020', '\u22120.0060', '+0.0010']],
  [comesTrue(metrics, usualGatePolicy), [metrics.figures.calibrationError.value.toFixed(3)]],
  [
    servesEverySegment({ left, champion: undefined, challenger: probabilities }, [segment], usualGatePolicy),
    ['plan=Basic', '0.000', '0.500'],
  ],
  [
    servesEverySegment({ left, champion: undefined, challenger: probabilities }, [], usualGatePolicy),
    ['300명', '50명'],
  ],
  [reproduced(undefined), []],
  [fastEnough(1234.4, usualGatePolicy), ['1,234', '5,000']],
  [
    mostStay(
      {
        customers: 90,
        compared: 90,
        moves: noMoves(),
        changedTierShare: 0.1,
        newHigh: 4,
        noLongerHigh: 0,
        meanAbsoluteChange: 0,
      },
      usualGatePolicy,
    ),
    ['90명', '10.0%', '4명', '50%'],
  ],
];

describe('checkWords', () => {
  it.each(made)('words the check in Korean from its figures (%#)', (check, shown) => {
    if (!check) throw new Error('the gate did not make it');
    const { en, ko } = checkWords(check);
    expect(en).toBe(check.detail);
    expect(ko).toMatch(/\p{Script=Hangul}/u);
    expect(ko).not.toMatch(/NaN|undefined|[a-z]{4,} [a-z]{3,}/);
    for (const text of shown) expect(ko).toContain(text);
  });

  it('keeps what no figure tells: why the engine does not agree, why the questions differ', () => {
    expect(checkWords(reproduced('row 3 is off by 0.2')).ko).toContain('row 3 is off by 0.2');
    const [other] = againstChampion('p', { ...champion(0), profile: 'q' }, undefined, 3, 400, usualGatePolicy);
    if (!other) throw new Error('the gate did not make it');
    expect(checkWords(other).ko).toContain('the champion with "q"');
  });

  it('leaves the gate’s own sentence where an earlier decision has no figures', () => {
    for (const code of ['CHK001', 'CHK004', 'CHK007', 'CHK010'] as const) {
      expect(checkWords({ code, passed: true, detail: 'As it was said.', figures: {} }).ko).toBe('As it was said.');
    }
  });
});

describe('choiceWords', () => {
  const logLoss = { xgboost: 0.412, 'logistic-regression': 0.41251 };

  it('words each rule in both languages, the smallest loss first', () => {
    for (const rule of ['smallest-loss', 'simplest-within-error', 'asked-for'] as const) {
      const { en, ko } = choiceWords({ ...metrics, choice: { rule, logLoss, standardError: 0.0031 } });
      expect(en).toContain('XGBoost 0.4120, Logistic regression 0.4125');
      expect(ko).toContain('XGBoost 0.4120, 로지스틱 회귀 0.4125');
      expect([en.includes('0.0031'), ko.includes('0.0031')]).toEqual(Array(2).fill(rule === 'simplest-within-error'));
    }
  });

  it('leaves training’s own sentence for a bundle of before', () => {
    const { en, ko } = choiceWords({ ...metrics, choice: undefined, chosenBecause: 'It was so.' });
    expect([en, ko]).toEqual(['It was so.', 'It was so.']);
  });
});
