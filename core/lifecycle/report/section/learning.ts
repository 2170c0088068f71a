import { drawLearning } from '../draw/learning-chart.ts';
import { moreDataWords } from '../findings/more-data.ts';
import { count, decimal, interval, percent, signedInterval } from '../format.ts';
import { type Html, html, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { figure, section, wideWidth } from '../parts/layout.ts';
import { table } from '../parts/table.ts';

/** Whether more data would make the model better; nothing for a bundle from before this was measured. */
export function learningSection({ metrics }: ReportInput, number: number): Html {
  const curve = metrics.learningCurve;
  if (!curve) return html``;
  const words = moreDataWords(curve);
  const points = curve.points.map((point) => `${count(point.customers)} customers: ${interval(point.rocAuc)}`);
  const title = { en: 'ROC AUC by customers learned from', ko: '학습한 고객 수에 따른 ROC AUC' };
  const doubling = curve.lastDoubling && {
    en: `Last doubling: ROC AUC ${signedInterval(curve.lastDoubling.rocAuc, 4)}, Brier score ${signedInterval(curve.lastDoubling.brier, 4)}; above 0 is better.`,
    ko: `마지막 두 배: ROC AUC ${signedInterval(curve.lastDoubling.rocAuc, 4)}, 브라이어 점수 ${signedInterval(curve.lastDoubling.brier, 4)}. 0보다 크면 나아진 것입니다.`,
  };
  return section(
    {
      id: 'learning',
      title: { en: 'Would more data help?', ko: '데이터가 더 있으면 나아질까?' },
      lead: {
        en: 'The same kind of model with the same settings, learned from parts of the training rows and tested on the same test rows.',
        ko: '같은 종류와 설정의 모델을 학습 데이터의 일부로 학습하고 같은 시험 데이터로 측정했습니다.',
      },
      body: figure({
        title,
        note: say(words),
        wide: wideWidth,
        draw: (width) => drawLearning(curve, points.join('; '), width),
        data: html`${table(
          title,
          [
            { title: { en: 'Of the rows', ko: '행 비율' }, cell: (point) => percent(point.share) },
            { title: { en: 'Customers', ko: '고객' }, number: true, cell: (point) => count(point.customers) },
            { title: { en: 'Left', ko: '이탈' }, number: true, cell: (point) => count(point.leavers) },
            { title: 'ROC AUC', number: true, cell: (point) => interval(point.rocAuc) },
            {
              title: { en: 'Brier score', ko: '브라이어 점수' },
              number: true,
              cell: (point) => interval(point.brier, (value) => decimal(value, 4)),
            },
          ],
          curve.points,
        )}${doubling && html`<p class="note">${say(doubling)}</p>`}`,
      }),
    },
    number,
  );
}
