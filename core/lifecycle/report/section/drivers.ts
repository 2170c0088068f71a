import type { Exploration } from '../../metrics.ts';
import { drawImportance } from '../draw/importance-chart.ts';
import { drawIntervals, type IntervalRow } from '../draw/interval-chart.ts';
import { count, decimal, interval, percent } from '../format.ts';
import { type Html, html, inEnglish, say, type Text } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { type ExploredFeature, featureOf, labelOf, type RateRow, rateRows, unitOf } from '../names.ts';
import { figure, halfWidth, section, wideWidth } from '../parts/layout.ts';
import { table } from '../parts/table.ts';

/** Features shown as bars; the table has all. */
const mostBars = 15;
/** Features whose churn rate is drawn by value. */
const mostRates = 6;
/** Values of one category that are drawn, the most frequent first; the table has all. */
const mostValues = 12;

/** What the model goes by, and how churn varies with it. */
export function driversSection(input: ReportInput, number: number): Html {
  const explored = new Map(input.exploration.features.map((feature) => [feature.feature, feature]));
  const top = input.metrics.importance
    .slice(0, mostRates)
    .map(({ feature }) => explored.get(feature))
    .filter((feature) => feature !== undefined);
  return section(
    {
      id: 'drivers',
      title: { en: 'What drives the risk', ko: '위험을 움직이는 요인' },
      lead: {
        en: 'What goes together with leaving. That is not yet what causes it: changing a driver need not change the customer’s mind.',
        ko: '이탈과 함께 나타나는 요인입니다. 원인이라는 뜻은 아니며, 요인을 바꾼다고 고객의 마음이 바뀌는 것은 아닙니다.',
      },
      body: [importance(input), html`<div class="grid">${top.map((feature) => rates(feature, input))}</div>`],
    },
    number,
  );
}

function importance({ metrics, profile }: ReportInput): Html {
  const rows = metrics.importance.map(({ feature, share, meanAbsoluteContribution }) => ({
    feature,
    name: labelOf(profile, feature),
    share,
    meanAbsoluteContribution,
    changeable: featureOf(profile, feature)?.changeable ?? false,
  }));
  const bars = rows.slice(0, mostBars);
  const description = bars.map((row) => `${inEnglish(row.name)} ${percent(row.share)}`).join(', ');
  return figure({
    title: { en: 'Share of the model’s reasons', ko: '모델 판단에서 차지하는 비중' },
    note: say({
      en: 'How far each feature moves the predictions, on average. ◆ and a full bar: the business can change it.',
      ko: '각 요인이 예측을 평균적으로 움직이는 정도입니다. ◆와 진한 막대: 기업이 바꿀 수 있는 요인.',
    }),
    wide: wideWidth,
    draw: (width) => drawImportance(bars, description, width),
    data: table(
      { en: 'Importance of features', ko: '요인의 중요도' },
      [
        { title: { en: 'Feature', ko: '요인' }, cell: (row) => say(row.name) },
        { title: { en: 'Column', ko: '열' }, cell: (row) => row.feature },
        { title: { en: 'Share', ko: '비중' }, number: true, cell: (row) => percent(row.share) },
        {
          title: { en: 'Mean |contribution|', ko: '평균 |기여도|' },
          number: true,
          cell: (row) => decimal(row.meanAbsoluteContribution, 4),
        },
        {
          title: { en: 'Changeable', ko: '변경 가능' },
          cell: (row) => say(row.changeable ? { en: 'yes', ko: '예' } : { en: 'no', ko: '아니요' }),
        },
      ],
      rows,
    ),
  });
}

function rates(feature: ExploredFeature, { exploration, profile }: ReportInput): Html {
  const name = labelOf(profile, feature.feature);
  const unit = unitOf(profile, feature.feature);
  const all = rateRows(feature);
  const shown = all.slice(0, mostValues).map(rateRow);
  const description = `Churn rate by ${inEnglish(name)}: ${all.map((row) => `${row.name}: ${rateText(row)}`).join('; ')}`;
  return figure({
    title: name,
    note: [
      unit !== undefined && [say(unit), ' · '],
      say({ en: 'churn rate with 95% interval', ko: '이탈률과 95% 구간' }),
      feature.kind === 'number' &&
        say({ en: ' · a range ends before its upper number', ko: ' · 구간은 위쪽 값을 포함하지 않음' }),
      all.length > mostValues &&
        say({ en: ` · ${mostValues} of ${all.length} values`, ko: ` · ${all.length}개 값 중 ${mostValues}개` }),
    ],
    wide: halfWidth,
    draw: (width) =>
      drawIntervals(
        {
          rows: shown,
          format: (value) => percent(value, 0),
          reference: averageOf(exploration),
          axisTitle: { en: 'Share that left', ko: '이탈률' },
          fromZero: true,
          description,
        },
        width,
      ),
    data: table(
      { en: `Churn rate by ${inEnglish(name)}`, ko: `${typeof name === 'string' ? name : name.ko}별 이탈률` },
      [
        { title: name, cell: (row) => row.name },
        { title: { en: 'Customers', ko: '고객' }, number: true, cell: (row) => count(row.customers) },
        { title: { en: 'Churn rate (95% interval)', ko: '이탈률(95% 구간)' }, number: true, cell: rateText },
      ],
      all,
    ),
  });
}

function averageOf({ churnRate }: Exploration): { value: number; name: Text } {
  const rate = percent(churnRate.value, 0);
  return { value: churnRate.value, name: { en: `average ${rate}`, ko: `평균 ${rate}` } };
}

function rateRow(row: RateRow): IntervalRow {
  const { churnRate } = row;
  return churnRate === null
    ? { name: row.name, marks: [], value: { en: 'too few', ko: '표본 부족' } }
    : {
        name: row.name,
        marks: [{ ...churnRate, shape: 'dot', says: rateText(row) }],
        value: percent(churnRate.value),
      };
}

function rateText(row: RateRow): string {
  return row.churnRate === null ? 'too few' : interval(row.churnRate, percent);
}
