import type { Words } from '../../../profile/profile.ts';
import { interval, money, roundPercent } from '../format.ts';
import type { ReportInput } from '../input.ts';
import { calibrationCheck } from './calibration-check.ts';
import { type Caution, cautionsOf } from './cautions.ts';
import { contactPlan } from './contact-plan.ts';
import { type Grade, gradeOf } from './grade.ts';

/** What a manager needs to know, in three sentences and a list of cautions. */
export interface Verdict {
  readonly grade: Grade;
  readonly headline: Words;
  readonly calibration: Words;
  readonly worth: Words;
  readonly cautions: readonly Caution[];
}

/** Puts the figures into words; every number in them is read off the test rows. */
export function verdictOf(input: ReportInput): Verdict {
  return {
    grade: gradeOf(input.metrics),
    headline: headline(input),
    calibration: calibration(input),
    worth: worth(input),
    cautions: cautionsOf(input),
  };
}

function headline({ metrics, profile }: ReportInput): Words {
  const plan = contactPlan(metrics, profile);
  const found = roundPercent(plan.recallAtCapacity);
  const share = roundPercent(plan.capacityShare);
  const factor = plan.timesRandom.toFixed(1);
  const better = plan.timesRandom >= 1.05;
  return {
    en:
      `This model finds ${found} of the customers who leave by contacting the ${share} with the highest risk — ` +
      (better ? `${factor} times as many as picking at random.` : 'no better than picking at random.'),
    ko:
      `이탈 위험이 가장 높은 고객 ${share}에게 연락하면 실제로 떠날 고객의 ${found}를 찾아냅니다. ` +
      (better ? `무작위로 고를 때의 ${factor}배입니다.` : '무작위로 고르는 것보다 낫지 않습니다.'),
  };
}

function calibration({ metrics }: ReportInput): Words {
  const { state, example } = calibrationCheck(metrics);
  if (!example)
    return {
      en: 'There were too few test rows to check its percentages.',
      ko: '확률을 확인하기에는 시험 데이터가 너무 적습니다.',
    };
  const said = roundPercent(example.meanProbability);
  const left = roundPercent(example.observedRate);
  const range = `${roundPercent(example.low).replace('%', '')}–${roundPercent(example.high)}`;
  return state === 'good'
    ? {
        en: `Its percentages can be taken at their word: when it says ${said}, ${left} do leave (${range}).`,
        ko: `확률을 그대로 믿을 수 있습니다: ${said}라고 하면 실제로 ${left}(${range})가 떠납니다.`,
      }
    : {
        en: `Its percentages are off: when it says ${said}, ${left} leave (${range}).`,
        ko: `확률이 어긋나 있습니다: ${said}라고 할 때 실제로는 ${left}(${range})가 떠납니다.`,
      };
}

function worth({ metrics, profile }: ReportInput): Words {
  const { profit } = contactPlan(metrics, profile);
  if (!profit) {
    return {
      en: 'What contact is worth cannot be said: the profile names no column for money.',
      ko: '연락의 가치는 알 수 없습니다: 프로필에 금액 열이 없습니다.',
    };
  }
  const { contactCost, successRate } = profile.policy;
  const cost = money(contactCost, profile.currency);
  const success = roundPercent(successRate);
  if (profit.plannedShare === 0) {
    return {
      en: `With your numbers (${cost} per contact, ${success} of leavers kept) contacting anyone costs more than it brings.`,
      ko: `입력한 값(연락 1건당 ${cost}, 이탈 고객 ${success} 유지)으로는 연락에 드는 비용이 얻는 것보다 큽니다.`,
    };
  }
  const share = roundPercent(profit.plannedShare);
  const amount = interval(profit.planned, (value) => money(Math.round(value), profile.currency));
  return {
    en: `Contacting the top ${share} is worth about ${amount} per 1,000 customers per cycle with your numbers: ${cost} per contact, ${success} of leavers kept.`,
    ko: `상위 ${share}에게 연락하면 주기마다 고객 1,000명당 약 ${amount}의 가치가 있습니다(연락 1건당 ${cost}, 이탈 고객 ${success} 유지 기준).`,
  };
}
