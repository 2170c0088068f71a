import type { Words } from '../../../profile/profile.ts';
import type { Metrics } from '../../metrics.ts';
import { calibrationCheck } from './calibration-check.ts';

export type Grade = 'weak' | 'useful' | 'strong';

/**
 * What earns a grade. The lower end of the interval decides, so that luck with the test rows cannot lift a grade.
 * 0.8 is where Hosmer, Lemeshow & Sturdivant (2013, section 5.2.4) begin to call discrimination excellent; below 0.65
 * the list of the highest risks is hardly better than chance to the people who have to work through it.
 */
export const gradeRule = { strongRocAuc: 0.8, usefulRocAuc: 0.65, strongTestLeavers: 100 } as const;

/** Grades the chosen model on rows that it never saw; the rule in words is {@link gradeRuleWords}. */
export function gradeOf(metrics: Metrics): Grade {
  const { rocAuc } = metrics.figures;
  const oneRule = oneRuleRocAuc(metrics);
  if (rocAuc.low < gradeRule.usefulRocAuc || (oneRule !== undefined && rocAuc.low <= oneRule)) return 'weak';
  const calibrated = calibrationCheck(metrics).state === 'good';
  const enough = metrics.split.testLeavers >= gradeRule.strongTestLeavers;
  return rocAuc.low >= gradeRule.strongRocAuc && calibrated && enough ? 'strong' : 'useful';
}

/** ROC AUC of the one-rule baseline on the test rows; undefined where it could not be measured. */
export function oneRuleRocAuc(metrics: Metrics): number | undefined {
  return metrics.candidates.find((candidate) => candidate.name === 'one-rule')?.test?.rocAuc.value;
}

export const gradeWords: Readonly<Record<Grade, Words>> = {
  weak: { en: 'Weak', ko: '약함' },
  useful: { en: 'Useful', ko: '쓸 만함' },
  strong: { en: 'Strong', ko: '강함' },
};

export const gradeRuleWords: Words = {
  en:
    `Strong: the lower end of the ROC AUC interval is at least ${gradeRule.strongRocAuc}, the percentages can be taken ` +
    `at their word, and at least ${gradeRule.strongTestLeavers} leavers were in the test rows. Weak: that lower end is ` +
    `below ${gradeRule.usefulRocAuc}, or not above what one simple rule reaches. Useful: everything between.`,
  ko:
    `강함: ROC AUC 구간의 아래끝이 ${gradeRule.strongRocAuc} 이상이고, 확률을 그대로 믿을 수 있으며, 시험 데이터에 이탈 고객이 ` +
    `${gradeRule.strongTestLeavers}명 이상일 때. 약함: 아래끝이 ${gradeRule.usefulRocAuc} 미만이거나 단순한 규칙 하나보다 낫지 않을 때. ` +
    '쓸 만함: 그 사이.',
};
