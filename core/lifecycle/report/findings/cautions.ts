import type { Words } from '../../../profile/profile.ts';
import { decimal, interval, percent, roundPercent } from '../format.ts';
import type { ReportInput } from '../input.ts';
import { candidateWords } from '../names.ts';
import { calibrationCheck } from './calibration-check.ts';
import { contactPlan } from './contact-plan.ts';
import { gradeRule, oneRuleRocAuc } from './grade.ts';
import { checkSegment } from './segment-check.ts';

/** Something that a reader should know before relying on the model. `code` is stable. */
export interface Caution {
  readonly code: string;
  readonly words: Words;
}

/** Differences in ROC AUC and limits past which a caution is given; each is explained by its sentence. */
export const cautionLimits = {
  oneRuleMargin: 0.03,
  intervalWidth: 0.08,
  tooGoodRocAuc: 0.97,
  fewTrainingLeavers: 500,
  quarantinedShare: 0.05,
} as const;

type Rule = (input: ReportInput) => Caution | false;

/** All cautions that apply, the weightiest first. */
export function cautionsOf(input: ReportInput): Caution[] {
  return rules.map((rule) => rule(input)).filter((caution) => caution !== false);
}

const rules: readonly Rule[] = [
  ({ metrics: { figures } }) =>
    figures.rocAuc.low < gradeRule.usefulRocAuc && {
      code: 'weak-ranking',
      words: {
        en: `It tells leavers from stayers only a little better than chance: ROC AUC ${interval(figures.rocAuc)}, 0.5 is chance.`,
        ko: `이탈 고객을 구별하는 힘이 우연보다 조금 나을 뿐입니다: ROC AUC ${interval(figures.rocAuc)}, 0.5는 우연입니다.`,
      },
    },
  ({ metrics }) => {
    const oneRule = oneRuleRocAuc(metrics);
    const { value } = metrics.figures.rocAuc;
    if (oneRule === undefined || value - oneRule >= cautionLimits.oneRuleMargin) return false;
    const figures = `${decimal(value)} / ${decimal(oneRule)}`;
    return {
      code: 'barely-beats-one-rule',
      words: {
        en: `It barely beats a single simple rule (ROC AUC ${figures}). Think about using the rule instead: anyone can check it.`,
        ko: `단순한 규칙 하나보다 거의 낫지 않습니다(ROC AUC ${figures}). 누구나 확인할 수 있는 규칙을 쓰는 것도 방법입니다.`,
      },
    };
  },
  ({ metrics: { figures } }) =>
    figures.rocAuc.value > cautionLimits.tooGoodRocAuc && {
      code: 'too-good',
      words: {
        en: `ROC AUC ${decimal(figures.rocAuc.value)} is too good to be likely. Check that no column is filled in only after a customer has left.`,
        ko: `ROC AUC ${decimal(figures.rocAuc.value)}는 지나치게 좋습니다. 이탈 뒤에야 채워지는 열이 있는지 확인하십시오.`,
      },
    },
  ({ metrics }) => {
    const check = calibrationCheck(metrics);
    const error = interval(metrics.figures.calibrationError, percent);
    const chance = percent(check.expectedByChance);
    return (
      check.state === 'off' && {
        code: 'calibration-off',
        words: {
          en: `Its percentages are off by ${error} on average; chance alone would give ${chance}. Trust the order, not the figure.`,
          ko: `예측 확률이 평균 ${error} 어긋납니다(우연만으로는 ${chance}). 순서는 믿되 수치는 믿지 마십시오.`,
        },
      }
    );
  },
  ({ metrics: { figures, split } }) =>
    figures.rocAuc.high - figures.rocAuc.low > cautionLimits.intervalWidth && {
      code: 'wide-interval',
      words: {
        en: `With ${split.testLeavers} leavers in the test rows the figures are uncertain: ROC AUC may be anywhere from ${decimal(figures.rocAuc.low)} to ${decimal(figures.rocAuc.high)}.`,
        ko: `시험 데이터의 이탈 고객이 ${split.testLeavers}명뿐이라 수치가 불확실합니다: ROC AUC는 ${decimal(figures.rocAuc.low)}에서 ${decimal(figures.rocAuc.high)} 사이일 수 있습니다.`,
      },
    },
  ({ model: { trainingData } }) =>
    trainingData.leavers < cautionLimits.fewTrainingLeavers && {
      code: 'small-data',
      words: {
        en: `It learned from ${trainingData.leavers} customers who left. More would make it better and its figures surer; ${cautionLimits.fewTrainingLeavers} is a fair number.`,
        ko: `이탈 고객 ${trainingData.leavers}명으로 학습했습니다. ${cautionLimits.fewTrainingLeavers}명 정도면 더 정확하고 확실해집니다.`,
      },
    },
  ({ exploration: { leaks } }) => {
    const dropped = leaks.filter((leak) => leak.dropped).map((leak) => leak.feature);
    return (
      dropped.length > 0 && {
        code: 'leaks-dropped',
        words: {
          en: `Left out because they seem to give the answer away: ${list(dropped)}. If one is known before customers leave, mark it as trusted in the profile.`,
          ko: `정답을 미리 알려 주는 것으로 보여 제외한 열: ${list(dropped)}. 이탈 전에 알 수 있는 값이라면 프로필에서 신뢰로 표시하십시오.`,
        },
      }
    );
  },
  ({ exploration: { leaks } }) => {
    const kept = leaks.filter((leak) => !leak.dropped).map((leak) => leak.feature);
    return (
      kept.length > 0 && {
        code: 'leaks-kept',
        words: {
          en: `Suspiciously telling, but kept: ${list(kept)}. Make sure that they are known before a customer leaves.`,
          ko: `지나치게 강한 신호이지만 남겨 둔 열: ${list(kept)}. 이탈 전에 알 수 있는 값인지 확인하십시오.`,
        },
      }
    );
  },
  ({ dataQuality: { rowsIn, rowsQuarantined } }) =>
    rowsQuarantined > cautionLimits.quarantinedShare * rowsIn && {
      code: 'many-quarantined',
      words: {
        en: `${roundPercent(rowsQuarantined / rowsIn)} of the rows were set aside as unreadable. If they differ from the rest, the figures speak for the rest only.`,
        ko: `행의 ${roundPercent(rowsQuarantined / rowsIn)}가 읽을 수 없어 격리되었습니다. 나머지와 다르다면 수치는 나머지에만 해당합니다.`,
      },
    },
  ({ metrics }) => {
    const off = metrics.segments.filter((one) => !['fine', 'too-few'].includes(checkSegment(one, metrics)));
    return (
      off.length > 0 && {
        code: 'segments-off',
        words: {
          en: `In ${off.length} of ${metrics.segments.length} customer groups it is less reliable; see “Customer groups”.`,
          ko: `고객 그룹 ${metrics.segments.length}개 가운데 ${off.length}개에서 덜 믿을 만합니다. “고객 그룹”을 보십시오.`,
        },
      }
    );
  },
  ({ metrics, profile }) => {
    const profit = contactPlan(metrics, profile).profit;
    return (
      profit?.plannedShare === 0 && {
        code: 'contact-does-not-pay',
        words: {
          en: 'With the costs and success rate in the profile, contacting no one is the most profitable. Check those numbers.',
          ko: '프로필의 비용과 성공률로는 아무에게도 연락하지 않는 것이 가장 이익입니다. 그 값들을 확인하십시오.',
        },
      }
    );
  },
  ({ metrics }) => {
    const failed = metrics.candidates.filter((one) => one.status === 'failed').map(({ name }) => candidateWords[name]);
    return (
      failed.length > 0 && {
        code: 'candidates-failed',
        words: {
          en: `Could not be trained and so was not compared: ${list(failed.map((words) => words.en))}.`,
          ko: `학습에 실패하여 비교하지 못함: ${list(failed.map((words) => words.ko))}.`,
        },
      }
    );
  },
];

/** Names for a sentence; past six only their number, so that a sentence stays one. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${shown} + ${names.length - 6}` : shown;
}
