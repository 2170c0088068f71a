import type { Words } from '../../../profile/profile.ts';
import type { LearningCurve } from '../../metrics.ts';
import { count, signedInterval } from '../format.ts';

/**
 * What the learning curve says of more data: `helps`, `little` (surely something, but nothing that anyone would notice),
 * `flat` (nothing that can be told from chance, and at most twice what would be noticed), `unclear` (too few test rows to
 * tell), `worse`, or `unmeasured`.
 */
export type MoreDataState = 'helps' | 'little' | 'flat' | 'unclear' | 'worse' | 'unmeasured';

/** A gain in ROC AUC that a team would notice: of 200 pairs of a leaver and a stayer, one more in the right order. */
export const noticeableGain = 0.005;

/** Judges the last doubling of the training rows; a gain counts where the whole interval lies above 0. */
export function moreDataState({ lastDoubling }: LearningCurve): MoreDataState {
  if (lastDoubling === null) return 'unmeasured';
  const { value, low, high } = lastDoubling.rocAuc;
  if (low > 0) return value >= noticeableGain ? 'helps' : 'little';
  if (high < 0) return 'worse';
  return high < 2 * noticeableGain ? 'flat' : 'unclear';
}

/** The answer in a sentence or two, with the figures that it rests on. */
export function moreDataWords(curve: LearningCurve): Words {
  const all = curve.points.at(-1);
  if (curve.lastDoubling === null || all === undefined) {
    return {
      en: 'Whether more data would help was not measured: half of the rows are too few to learn from, or so many that fitting them again would take too long.',
      ko: '데이터가 더 있으면 나아질지는 측정하지 않았습니다: 절반의 행이 학습하기에 너무 적거나, 다시 학습하기에 너무 많습니다.',
    };
  }
  const { rocAuc } = curve.lastDoubling;
  const gain = signedInterval(rocAuc, 4);
  const half = curve.points.find((point) => point.share === 0.5)?.customers ?? Math.round(all.customers / 2);
  const from = count(half);
  const to = count(all.customers);
  const measured = {
    en: `Going from ${from} to ${to} customers changed ROC AUC by ${gain}.`,
    ko: `고객을 ${from}명에서 ${to}명으로 늘리자 ROC AUC가 ${gain}만큼 달라졌습니다.`,
  };
  const answer = answers[moreDataState(curve)];
  return { en: `${answer.en} ${measured.en}`, ko: `${answer.ko} ${measured.ko}` };
}

const answers: Readonly<Record<MoreDataState, Words>> = {
  helps: {
    en: 'Yes, more data would probably help; each further doubling usually brings less than the one before.',
    ko: '네, 데이터가 더 있으면 나아질 것입니다. 다만 두 배로 늘릴 때마다 효과는 보통 줄어듭니다.',
  },
  little: {
    en: 'Hardly: more data still helps, but by less than anyone would notice. Other facts about the same customers would bring more.',
    ko: '거의 아닙니다: 조금은 나아지지만 알아차릴 만큼은 아닙니다. 같은 고객에 대한 다른 정보가 더 도움이 됩니다.',
  },
  flat: {
    en: 'There is no sign that it would: the last doubling made no difference that can be told from chance. Other facts about the same customers might help.',
    ko: '그럴 조짐은 없습니다: 마지막으로 두 배로 늘렸을 때 우연과 구별되는 차이가 없었습니다. 같은 고객에 대한 다른 정보는 도움이 될 수 있습니다.',
  },
  unclear: {
    en: 'It cannot be told: there are too few test rows to see a difference of this size.',
    ko: '알 수 없습니다: 이 정도 차이를 보기에는 시험 데이터가 너무 적습니다.',
  },
  worse: {
    en: 'Odd: it became worse with more data. It may be chance, or the added rows differ from the rest; look at what changed in the data.',
    ko: '이상합니다: 데이터가 늘자 오히려 나빠졌습니다. 우연이거나 추가된 행이 나머지와 다를 수 있으니 데이터의 변화를 살펴보십시오.',
  },
  unmeasured: { en: 'It was not measured.', ko: '측정하지 않았습니다.' },
};
