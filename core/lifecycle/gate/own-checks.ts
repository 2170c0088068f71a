import type { Candidate, Figures, Metrics } from '../metrics.ts';
import { calibrationCheck } from '../report/findings/calibration-check.ts';
import type { GateCheck } from './gate-decision.ts';
import type { GatePolicy } from './policy.ts';

/** CHK008: what serves must compute what was trained and measured. */
export function reproduced(failure: string | undefined): GateCheck {
  const detail = failure ?? 'The serving engine reproduces its golden rows.';
  return { code: 'CHK008', passed: failure === undefined, detail, figures: {} };
}

/** CHK001: a single yes-or-no question about one feature must not sort customers as well as the model does. */
export function beatsOneRule({ figures, candidates }: Metrics): GateCheck {
  const rule = testOf(candidates, 'one-rule')?.rocAuc.value;
  const rocAuc = figures.rocAuc.value;
  const than = rule === undefined ? 'no rule was found' : `${three(rule)} for the best single rule`;
  return {
    code: 'CHK001',
    passed: rule === undefined || rocAuc > rule,
    detail: `ROC AUC is ${three(rocAuc)}, ${than}.`,
    figures: { rocAuc, ...(rule === undefined ? {} : { rule }) },
  };
}

/** CHK002: probabilities must tell more than the churn rate alone does. */
export function beatsMajority({ figures, candidates }: Metrics): GateCheck {
  const majority = testOf(candidates, 'majority')?.logLoss.value;
  const logLoss = figures.logLoss.value;
  const than = majority === undefined ? 'nothing to compare with' : `${three(majority)} for the churn rate alone`;
  return {
    code: 'CHK002',
    passed: majority === undefined || logLoss < majority,
    detail: `Log loss is ${three(logLoss)}, ${than}.`,
    figures: { logLoss, ...(majority === undefined ? {} : { majority }) },
  };
}

/** CHK006: of those given 30 %, about 30 % must leave, or the money at risk is wrong for everyone. */
export function comesTrue(metrics: Metrics, policy: GatePolicy): GateCheck {
  const error = metrics.figures.calibrationError.value;
  const { expectedByChance } = calibrationCheck(metrics);
  const bound = Math.max(policy.calibrationError, 2 * expectedByChance);
  return {
    code: 'CHK006',
    passed: error <= bound,
    detail: `Calibration error is ${three(error)}; ${three(bound)} is the most allowed.`,
    figures: { error, bound, expectedByChance },
  };
}

/** CHK009: a person or a CRM waits for every single score. */
export function fastEnough(microseconds: number, { microsecondsPerCustomer: bound }: GatePolicy): GateCheck {
  const detail = `A score with reasons takes ${Math.round(microseconds)} µs; ${bound} µs is the most allowed.`;
  return { code: 'CHK009', passed: microseconds <= bound, detail, figures: { microseconds, bound } };
}

function testOf(candidates: readonly Candidate[], name: Candidate['name']): Figures | undefined {
  return candidates.find((candidate) => candidate.name === name)?.test;
}

const three = (value: number): string => value.toFixed(3);
