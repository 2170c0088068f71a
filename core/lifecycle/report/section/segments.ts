import type { Words } from '../../../profile/profile.ts';
import { drawIntervals, type IntervalRow } from '../draw/interval-chart.ts';
import { checkSegment, fewestCustomers, type SegmentFigures, type SegmentState } from '../findings/segment-check.ts';
import { count, interval, percent } from '../format.ts';
import { type Html, html, inEnglish, say } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { labelOf } from '../names.ts';
import { card, figure, halfWidth, section } from '../parts/layout.ts';
import { table } from '../parts/table.ts';

export const segmentStateWords: Readonly<Record<SegmentState, Words>> = {
  fine: { en: 'fine', ko: '양호' },
  'too-few': { en: 'too few to tell', ko: '판단하기에 너무 적음' },
  'rate-too-low': { en: 'predicts too little churn', ko: '이탈을 적게 예측' },
  'rate-too-high': { en: 'predicts too much churn', ko: '이탈을 많이 예측' },
  'ranks-worse': { en: 'ranks less surely than overall', ko: '전체보다 순위 판별이 약함' },
};

/** Whether the model serves each customer group as well as the others. */
export function segmentsSection(input: ReportInput, number: number): Html {
  const groups = Map.groupBy(input.metrics.segments, (segment) => segment.feature);
  const none = {
    en: 'The profile names no segments. Add the groups that matter to you (plan, region, age, …) to see whether the model serves each of them.',
    ko: '프로필에 세그먼트가 없습니다. 중요한 그룹(요금제, 지역, 연령 등)을 추가하면 그룹별 성능을 볼 수 있습니다.',
  };
  return section(
    {
      id: 'segments',
      title: { en: 'Customer groups', ko: '고객 그룹' },
      lead: {
        en: 'Round with line: the share that left, with its 95% interval. Diamond: what the model predicted on average. At the right: left · predicted. A group is flagged where the prediction lies outside the interval by more than two points, or where customers are ranked less surely than overall, which is to be expected where all share a strong driver. Of many groups, one in twenty is flagged by chance.',
        ko: '선이 있는 동그라미: 실제 이탈률과 95% 구간. 마름모: 모델의 평균 예측. 오른쪽: 실제 · 예측. 예측이 구간을 벗어나 2%p 넘게 다르거나 순위 판별이 전체보다 약하면 표시합니다(강한 요인이 같은 그룹에서는 자연스러운 일입니다). 그룹이 많으면 20개 중 하나는 우연히 표시됩니다.',
      },
      body:
        groups.size === 0
          ? card({ en: 'No groups', ko: '그룹 없음' }, html`<p class="empty">${say(none)}</p>`)
          : html`<div class="grid">${[...groups].map(([feature, segments]) => group(feature, segments, input))}</div>`,
    },
    number,
  );
}

function group(feature: string, segments: readonly SegmentFigures[], { metrics, profile }: ReportInput): Html {
  const name = labelOf(profile, feature);
  const states = new Map(segments.map((segment) => [segment, checkSegment(segment, metrics)]));
  const stateOf = (segment: SegmentFigures): SegmentState => states.get(segment) ?? 'fine';
  const flagged = segments.filter((segment) => !['fine', 'too-few'].includes(stateOf(segment)));
  const description = segments.map((one) => `${one.group}: ${inWords(one, stateOf(one))}`).join('; ');
  const note =
    flagged.length === 0
      ? html`<span class="fine"><span aria-hidden="true">✓</span> ${say({ en: 'No group stands out.', ko: '눈에 띄는 그룹이 없습니다.' })}</span>`
      : html`<span class="flag">${flagged.map((one) => [html`<span class="flag-line"><span aria-hidden="true">⚑</span> ${one.group}: ${say(segmentStateWords[stateOf(one)])}</span> `])}</span>`;
  return figure({
    title: name,
    note,
    wide: halfWidth,
    draw: (width) =>
      drawIntervals(
        {
          rows: segments.map((one) => rowOf(one, stateOf(one))),
          format: (value) => percent(value, 0),
          axisTitle: { en: 'Share that left', ko: '이탈률' },
          fromZero: true,
          description,
        },
        width,
      ),
    data: table(
      { en: `Groups by ${inEnglish(name)}`, ko: `${typeof name === 'string' ? name : name.ko}별 그룹` },
      [
        { title: { en: 'Group', ko: '그룹' }, cell: (one) => one.group },
        { title: { en: 'Customers', ko: '고객' }, number: true, cell: (one) => count(one.customers) },
        { title: { en: 'Left', ko: '이탈' }, number: true, cell: (one) => interval(one.observedRate, percent) },
        { title: { en: 'Predicted', ko: '예측' }, number: true, cell: (one) => percent(one.meanProbability) },
        { title: 'ROC AUC', number: true, cell: (one) => (one.rocAuc === null ? '–' : interval(one.rocAuc)) },
        { title: { en: 'Finding', ko: '판정' }, cell: (one) => say(segmentStateWords[stateOf(one)]) },
      ],
      segments,
    ),
  });
}

function rowOf(segment: SegmentFigures, state: SegmentState): IntervalRow {
  const { observedRate, meanProbability } = segment;
  const flagged = state !== 'fine' && state !== 'too-few';
  return {
    name: flagged ? `⚑ ${segment.group}` : segment.group,
    state: flagged ? 'flagged' : 'plain',
    marks: [
      { ...observedRate, shape: 'dot', says: `left ${interval(observedRate, percent)}` },
      { value: meanProbability, shape: 'diamond', says: `predicted ${percent(meanProbability)}` },
    ],
    value:
      segment.customers < fewestCustomers
        ? { en: 'too few', ko: '표본 부족' }
        : `${percent(observedRate.value, 0)} · ${percent(meanProbability, 0)}`,
  };
}

function inWords(segment: SegmentFigures, state: SegmentState): string {
  const auc = segment.rocAuc === null ? '' : `, ROC AUC ${interval(segment.rocAuc)}`;
  return `left ${interval(segment.observedRate, percent)}, predicted ${percent(segment.meanProbability)}${auc}, ${segmentStateWords[state].en}`;
}
