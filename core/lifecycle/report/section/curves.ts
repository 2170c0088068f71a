import { drawCalibration } from '../draw/calibration-chart.ts';
import { drawCurve, type Point, thin } from '../draw/curve-chart.ts';
import { calibrationCheck } from '../findings/calibration-check.ts';
import { count, decimal, interval, percent, roundPercent } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { figure, halfWidth, section } from '../parts/layout.ts';
import { table } from '../parts/table.ts';
import { confusionPart } from './confusion.ts';

/** The curves that a data scientist looks at, and the contact list in words. */
export function curvesSection(input: ReportInput, number: number): Html {
  return section(
    {
      id: 'curves',
      title: { en: 'How well it tells who leaves', ko: '이탈을 얼마나 잘 가려내는가' },
      lead: {
        en: 'All on customers that the model never saw. The ringed point is the contact threshold.',
        ko: '모두 모델이 본 적 없는 고객으로 측정했습니다. 고리 표시는 연락 기준점입니다.',
      },
      body: html`<div class="grid">${rocPart(input)}${prPart(input)}${calibrationPart(input)}${confusionPart(input)}</div>`,
    },
    number,
  );
}

const thresholdName = (threshold: number) => ({
  en: `threshold ${percent(threshold)}`,
  ko: `기준 ${percent(threshold)}`,
});

function rocPart({ metrics: { rocCurve, figures, confusion, threshold } }: ReportInput): Html {
  const stayers = Math.max(1, confusion.falsePositive + confusion.trueNegative);
  const leavers = Math.max(1, confusion.truePositive + confusion.falseNegative);
  const marked: Point = [confusion.falsePositive / stayers, confusion.truePositive / leavers];
  const auc = `ROC AUC ${interval(figures.rocAuc)}`;
  return figure({
    title: { en: 'ROC curve', ko: 'ROC 곡선' },
    note: auc,
    wide: halfWidth,
    draw: (width) =>
      drawCurve(
        {
          points: rocCurve.map((point) => [point.falsePositiveRate, point.truePositiveRate]),
          xTitle: { en: 'Stayers contacted in vain', ko: '헛되이 연락한 비이탈 고객' },
          yTitle: { en: 'Leavers found', ko: '찾아낸 이탈 고객' },
          chance: { from: [0, 0], to: [1, 1], labelAt: [0.97, 0.84], name: { en: 'coin toss', ko: '동전 던지기' } },
          model: { labelAt: [0.03, 0.93], name: { en: 'this model', ko: '이 모델' } },
          marked: { at: marked, name: thresholdName(threshold), side: 'below' },
          description: `${auc}. At the threshold ${percent(marked[1])} of leavers are found and ${percent(marked[0])} of stayers contacted in vain.`,
        },
        width,
      ),
    data: table(
      { en: 'Points of the ROC curve', ko: 'ROC 곡선의 점' },
      [
        { title: { en: 'Stayers contacted', ko: '비이탈 고객' }, cell: (point) => percent(point.falsePositiveRate) },
        {
          title: { en: 'Leavers found', ko: '이탈 고객' },
          number: true,
          cell: (point) => percent(point.truePositiveRate),
        },
      ],
      thin(rocCurve, 21),
    ),
  });
}

function prPart({ metrics: { prCurve, figures, split, threshold } }: ReportInput): Html {
  const rate = split.testLeavers / split.testCustomers;
  const auc = `PR AUC ${interval(figures.prAuc)}`;
  const marked: Point = [figures.recall.value, figures.precision.value];
  return figure({
    title: { en: 'Precision and recall', ko: '정밀도와 재현율' },
    note: say({ en: `${auc}; knowing nothing gives ${decimal(rate)}`, ko: `${auc}, 아무것도 모르면 ${decimal(rate)}` }),
    wide: halfWidth,
    draw: (width) =>
      drawCurve(
        {
          points: prCurve.map((point) => [point.recall, point.precision]),
          xTitle: { en: 'Leavers found (recall)', ko: '찾아낸 이탈 고객(재현율)' },
          yTitle: { en: 'Contacted who leave (precision)', ko: '연락 대상 중 이탈(정밀도)' },
          chance: {
            from: [0, rate],
            to: [1, rate],
            labelAt: [0.98, Math.max(0.02, rate - 0.08)],
            name: { en: 'picked at random', ko: '무작위 선택' },
          },
          model: { labelAt: underCurve(prCurve), name: { en: 'this model', ko: '이 모델' } },
          marked: { at: marked, name: thresholdName(threshold), side: 'above' },
          description: `${auc}. At the threshold precision is ${percent(marked[1])} and recall ${percent(marked[0])}.`,
        },
        width,
      ),
    data: table(
      { en: 'Points of the precision-recall curve', ko: '정밀도-재현율 곡선의 점' },
      [
        { title: { en: 'Recall', ko: '재현율' }, cell: (point) => percent(point.recall) },
        { title: { en: 'Precision', ko: '정밀도' }, number: true, cell: (point) => percent(point.precision) },
      ],
      thin(prCurve, 21),
    ),
  });
}

/** Where the model's name stands, under its falling curve. */
function underCurve(curve: ReportInput['metrics']['prCurve']): Point {
  const [nearest] = [...curve].sort((a, b) => Math.abs(a.recall - 0.3) - Math.abs(b.recall - 0.3));
  return [0.05, Math.max(0.03, (nearest?.precision ?? 0.5) - 0.13)];
}

function calibrationPart({ metrics }: ReportInput): Html {
  const { calibrationBins: bins, figures } = metrics;
  const error = interval(figures.calibrationError, percent);
  const chance = percent(calibrationCheck(metrics).expectedByChance);
  const rows = bins.map((bin) => `${roundPercent(bin.meanProbability)} said, ${roundPercent(bin.observedRate)} left`);
  return figure({
    title: { en: 'Calibration', ko: '보정' },
    note: say({
      en: `Calibration error ${error}; by chance alone about ${chance}. On the line, what it says is what happens; bars are 95% intervals.`,
      ko: `보정 오차 ${error}, 우연만으로는 약 ${chance}. 선 위에 있으면 예측과 실제가 같습니다. 막대는 95% 구간입니다.`,
    }),
    wide: halfWidth,
    draw: (width) => drawCalibration(bins, `Calibration error ${error}. ${rows.join('; ')}.`, width),
    data: table(
      { en: 'Calibration by bin', ko: '구간별 보정' },
      [
        { title: { en: 'Predicted', ko: '예측' }, cell: (bin) => percent(bin.meanProbability) },
        {
          title: { en: 'Left (95% interval)', ko: '실제(95% 구간)' },
          number: true,
          cell: ({ observedRate: value, low, high }) => interval({ value, low, high }, percent),
        },
        { title: { en: 'Customers', ko: '고객' }, number: true, cell: (bin) => count(bin.customers) },
      ],
      bins,
    ),
  });
}
