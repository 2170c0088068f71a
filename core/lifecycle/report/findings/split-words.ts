import type { Words } from '../../../profile/profile.ts';
import type { Split } from '../../metrics.ts';
import { count, roundPercent } from '../format.ts';

/** How the test rows were set aside, in a sentence. */
export function splitWords({ kind, dates, testBelow }: Split): Words {
  if (kind === 'time') {
    if (!dates) {
      return { en: 'by time: the newest snapshots are the test', ko: '시간순: 가장 최근 기준일이 시험 데이터' };
    }
    const { training, test, leftOut } = dates;
    const [learnt, tested] = [`${training.from} – ${training.to}`, `${test.from} – ${test.to}`];
    return {
      en: `by time: learned from snapshots of ${learnt}, tested on those of ${tested}; ${count(leftOut)} rows between were left out, since it was not yet known on the first test day whether they left`,
      ko: `시간순: 기준일 ${learnt}로 학습하고 ${tested}로 시험. 첫 시험일에 이탈 여부를 아직 알 수 없었던 ${count(leftOut)}행은 제외`,
    };
  }
  if (testBelow === null) {
    return {
      en: 'at random, each customer shared out by itself: a hash of the id left too few of a class',
      ko: '무작위, 고객마다 따로 배정: ID 해시로는 한쪽이 너무 적었음',
    };
  }
  const share = testBelow === undefined ? '' : `${roundPercent(testBelow)} `;
  return {
    en: `at random: ${share === '' ? 'some' : share.trim()} of customers by a hash of their id, the same in every run, so that a customer who tests one model has trained none`,
    ko: `무작위: 고객 ID의 해시로 ${share}선택하며 실행마다 같으므로, 시험에 쓰인 고객은 어떤 모델의 학습에도 쓰이지 않음`,
  };
}
