import type { Candidate, Figures, Metrics } from './metrics.ts';
import type { ModelRecord } from './registry.ts';

/** One thing that a trained model has to pass before it may score customers. */
export interface GateCheck {
  /** Stable, for runbooks and tests. */
  readonly code: 'CHK001' | 'CHK002' | 'CHK003' | 'CHK004';
  readonly passed: boolean;
  /** A sentence with the figures that it rests on. */
  readonly detail: string;
}

export interface GateDecision {
  readonly promote: boolean;
  readonly checks: readonly GateCheck[];
  /** What was decided and why, a sentence or two. */
  readonly reason: string;
}

/** What the champion is known by; its figures come from the test rows of its own training run. */
export type GateChampion = Pick<ModelRecord, 'version' | 'profile' | 'rocAuc'>;

/**
 * Whether a bundle that the engine has verified becomes the champion.
 *
 * Figures of two runs come from different test rows unless file and seed are equal, so a challenger is turned away only
 * where the champion's ROC AUC lies above the whole of the challenger's interval.
 *
 * @param profile - name of the profile that the challenger was trained with
 * @param champion - undefined where there is none yet
 */
export function decidePromotion(metrics: Metrics, profile: string, champion: GateChampion | undefined): GateDecision {
  const checks = [beatsOneRule(metrics), beatsMajority(metrics)];
  if (champion) checks.push(...againstChampion(metrics.figures, profile, champion));
  const failed = checks.filter((check) => !check.passed);
  if (failed.length > 0) {
    const kept = champion ? `${champion.version} stays the champion` : 'no model was promoted';
    return { promote: false, checks, reason: `${failed.map(({ detail }) => detail).join(' ')} So ${kept}.` };
  }
  const reason = champion
    ? `It is not worse than ${champion.version} and beats both baselines.`
    : 'It is the first model of this home and beats both baselines.';
  return { promote: true, checks, reason };
}

/** CHK001: a single yes-or-no question about one feature must not sort customers as well as the model does. */
function beatsOneRule({ figures, candidates }: Metrics): GateCheck {
  const rule = testOf(candidates, 'one-rule');
  const passed = rule === undefined || figures.rocAuc.value > rule.rocAuc.value;
  const than = rule === undefined ? 'no rule was found' : `${three(rule.rocAuc.value)} for the best single rule`;
  return { code: 'CHK001', passed, detail: `ROC AUC is ${three(figures.rocAuc.value)}, ${than}.` };
}

/** CHK002: probabilities must tell more than the churn rate alone does. */
function beatsMajority({ figures, candidates }: Metrics): GateCheck {
  const majority = testOf(candidates, 'majority');
  const passed = majority === undefined || figures.logLoss.value < majority.logLoss.value;
  const than =
    majority === undefined ? 'nothing to compare with' : `${three(majority.logLoss.value)} for the churn rate alone`;
  return { code: 'CHK002', passed, detail: `Log loss is ${three(figures.logLoss.value)}, ${than}.` };
}

/** CHK003: a model of other data answers another question. CHK004: the champion must not be clearly better. */
function againstChampion({ rocAuc }: Figures, profile: string, champion: GateChampion): GateCheck[] {
  const same = profile === champion.profile;
  const profiles: GateCheck = {
    code: 'CHK003',
    passed: same,
    detail: same
      ? `Both were trained with the profile "${profile}".`
      : `It was trained with the profile "${profile}", the champion with "${champion.profile}": "mainstay promote" decides that by hand.`,
  };
  if (!same) return [profiles];
  if (champion.rocAuc === null) {
    const detail =
      'The champion is a model from elsewhere, whose figures are not known here: "mainstay promote" decides.';
    return [profiles, { code: 'CHK004', passed: false, detail }];
  }
  const interval = `${three(rocAuc.low)} to ${three(rocAuc.high)}`;
  const passed = rocAuc.high >= champion.rocAuc.value;
  const detail = `ROC AUC is ${three(rocAuc.value)} (${interval}), the champion's is ${three(champion.rocAuc.value)}.`;
  return [profiles, { code: 'CHK004', passed, detail }];
}

function testOf(candidates: readonly Candidate[], name: Candidate['name']): Figures | undefined {
  return candidates.find((candidate) => candidate.name === name)?.test;
}

const three = (value: number): string => value.toFixed(3);
