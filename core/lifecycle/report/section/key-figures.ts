import type { Estimate, Figures } from '../../metrics.ts';
import { calibrationCheck } from '../findings/calibration-check.ts';
import { count, decimal, interval, percent, roundPercent, times } from '../format.ts';
import { type Html, html, say, type Text } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { section, type Tile, tiles, unfold } from '../parts/layout.ts';
import { table } from '../parts/table.ts';

/** The figures people ask for first, each with its interval and in plain words. */
export function keyFiguresSection({ metrics }: ReportInput, number: number): Html {
  return section(
    {
      id: 'figures',
      title: { en: 'Key figures', ko: '핵심 지표' },
      lead: {
        en: `Measured on ${count(metrics.split.testCustomers)} customers that the model never saw while it was built. Under each figure: where it lies with 95% confidence.`,
        ko: `모델을 만들 때 전혀 쓰지 않은 고객 ${count(metrics.split.testCustomers)}명으로 측정했습니다. 각 수치 아래는 95% 신뢰 구간입니다.`,
      },
      body: html`${tiles(keyTiles(metrics))}${unfold({ en: 'All figures', ko: '모든 지표' }, allFigures(metrics.figures))}`,
    },
    number,
  );
}

function keyTiles(metrics: ReportInput['metrics']): Tile[] {
  const { figures, split, threshold } = metrics;
  const rate = split.testLeavers / split.testCustomers;
  const top = metrics.deciles[0];
  const chance = percent(calibrationCheck(metrics).expectedByChance);
  const at = roundPercent(threshold);
  return [
    tile({ en: 'Ranking (ROC AUC)', ko: '순위 판별력(ROC AUC)' }, figures.rocAuc, decimal, {
      en: `Of a customer who left and one who stayed, the model gives the leaver the higher risk ${roundPercent(figures.rocAuc.value)} of the time. 0.5 is a coin toss.`,
      ko: `떠난 고객과 남은 고객 한 쌍에서 ${roundPercent(figures.rocAuc.value)}의 경우 떠난 고객의 위험을 더 높게 봅니다. 0.5는 동전 던지기입니다.`,
    }),
    ...(top
      ? [
          tile({ en: 'Lift in the top tenth', ko: '상위 10% 향상도' }, top.lift, times, {
            en: `Among the tenth with the highest risk ${roundPercent(top.rate)} left; among all customers ${roundPercent(rate)}.`,
            ko: `위험이 가장 높은 10%에서는 ${roundPercent(top.rate)}, 전체에서는 ${roundPercent(rate)}가 떠났습니다.`,
          }),
        ]
      : []),
    tile({ en: 'Leavers found (recall)', ko: '찾아낸 이탈 고객(재현율)' }, figures.recall, percent, {
      en: `Share of all leavers at or above the contact threshold, a risk of ${at}.`,
      ko: `연락 기준(위험 ${at} 이상)에 든 이탈 고객의 비율입니다.`,
    }),
    tile({ en: 'Hits per contact (precision)', ko: '연락 적중률(정밀도)' }, figures.precision, percent, {
      en: `Share of the customers at or above the threshold who did leave. Picking at random gives ${roundPercent(rate)}.`,
      ko: `기준 이상인 고객 가운데 실제로 떠난 비율입니다. 무작위로는 ${roundPercent(rate)}입니다.`,
    }),
    tile({ en: 'Calibration error', ko: '보정 오차' }, figures.calibrationError, percent, {
      en: `Average distance between the risk it says and the share that leaves. Chance alone makes a perfect model show about ${chance}.`,
      ko: `예측 위험과 실제 이탈률의 평균 차이입니다. 완벽한 모델도 우연히 약 ${chance}가 나옵니다.`,
    }),
    tile({ en: 'PR AUC', ko: 'PR AUC' }, figures.prAuc, decimal, {
      en: `Average precision over all thresholds. A model that knows nothing gets ${decimal(rate)}.`,
      ko: `모든 기준에 걸친 평균 정밀도입니다. 아무것도 모르는 모델은 ${decimal(rate)}입니다.`,
    }),
    tile({ en: 'Brier score', ko: '브라이어 점수' }, figures.brier, decimal, {
      en: `Mean squared error of the risk; smaller is better. Saying ${roundPercent(rate)} for everyone gets ${decimal(rate * (1 - rate))}.`,
      ko: `위험 예측의 평균 제곱 오차로, 작을수록 좋습니다. 모두에게 ${roundPercent(rate)}라고 하면 ${decimal(rate * (1 - rate))}입니다.`,
    }),
    tile({ en: 'Accuracy', ko: '정확도' }, figures.accuracy, percent, {
      en: `Misleading on its own: always saying “stays” gets ${percent(1 - rate)}.`,
      ko: `이것만 보면 오해하기 쉽습니다. 항상 “남는다”고 해도 ${percent(1 - rate)}입니다.`,
    }),
  ];
}

function tile(name: Text, estimate: Estimate, format: (value: number) => string, gloss: Text): Tile {
  return { name, value: format(estimate.value), range: rangeOf(estimate, format), gloss };
}

/** The interval as it stands under a tile's figure. */
function rangeOf(estimate: Estimate, format: (value: number) => string): string {
  const whole = interval(estimate, format);
  return whole.slice(whole.indexOf('(') + 1, -1);
}

function allFigures(figures: Figures): Html {
  const rows: readonly (readonly [Text, Estimate, (value: number) => string])[] = [
    ['ROC AUC', figures.rocAuc, decimal],
    [{ en: 'PR AUC (average precision)', ko: 'PR AUC(평균 정밀도)' }, figures.prAuc, decimal],
    [{ en: 'Brier score', ko: '브라이어 점수' }, figures.brier, decimal],
    [{ en: 'Log loss', ko: '로그 손실' }, figures.logLoss, decimal],
    [
      { en: 'Calibration error (10 equal-count bins)', ko: '보정 오차(같은 수의 10구간)' },
      figures.calibrationError,
      decimal,
    ],
    [{ en: 'Precision at the threshold', ko: '기준에서의 정밀도' }, figures.precision, percent],
    [{ en: 'Recall at the threshold', ko: '기준에서의 재현율' }, figures.recall, percent],
    [{ en: 'F1 at the threshold', ko: '기준에서의 F1' }, figures.f1, decimal],
    [{ en: 'Accuracy at the threshold', ko: '기준에서의 정확도' }, figures.accuracy, percent],
  ];
  return table(
    { en: 'Figures on the test rows', ko: '시험 데이터의 지표' },
    [
      { title: { en: 'Figure', ko: '지표' }, cell: ([name]) => say(name) },
      {
        title: { en: 'Value (95% interval)', ko: '값(95% 구간)' },
        number: true,
        cell: ([, estimate, format]) => interval(estimate, format),
      },
    ],
    rows,
  );
}
