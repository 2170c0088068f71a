import { scaleLinear } from 'd3-scale';
import { area as areaShape, line } from 'd3-shape';
import type { Metrics } from '../../metrics.ts';
import type { ContactPlan, ProfitPlan } from '../findings/contact-plan.ts';
import { money, percent, roundPercent } from '../format.ts';
import { type Html, html, type Text } from '../html.ts';
import { bottomAxis, leftAxis } from './axes.ts';
import { thin } from './curve-chart.ts';
import { type Area, dot, label, path, round, stroke, svg } from './svg.ts';

type ProfitPoint = Metrics['profitCurve'][number];

export interface ProfitChart {
  readonly curve: readonly ProfitPoint[];
  readonly plan: ContactPlan;
  readonly profit: ProfitPlan;
  readonly currency: string;
  readonly description: string;
}

/** Profit per 1,000 customers by share contacted: model with its interval, random choice, best share, capacity. */
export function drawProfit(chart: ProfitChart, width: number): Html {
  const area: Area = { left: 66, right: width - 16, top: 58, bottom: width < 480 ? 300 : 340 };
  const points = thin(chart.curve, 120);
  const amounts = points.flatMap((point) => [
    point.low * 1000,
    point.high * 1000,
    point.randomProfitPerCustomer * 1000,
  ]);
  const x = scaleLinear([0, 1], [area.left, area.right]);
  const y = scaleLinear([Math.min(0, ...amounts), Math.max(0, ...amounts)], [area.bottom, area.top]).nice(5);
  const asMoney = (value: number): string => money(value, chart.currency);
  const along = (read: (point: ProfitPoint) => number): string | null =>
    line<ProfitPoint>(
      (point) => round(x(point.share)),
      (point) => round(y(read(point) * 1000)),
    )(points);
  const band = areaShape<ProfitPoint>(
    (point) => round(x(point.share)),
    (point) => round(y(point.low * 1000)),
    (point) => round(y(point.high * 1000)),
  )(points);
  return svg(
    width,
    area.bottom + 46,
    chart.description,
    leftAxis(area, y, {
      format: asMoney,
      title: { en: 'Profit per 1,000 customers and cycle', ko: '고객 1,000명당 주기별 이익' },
    }),
    bottomAxis(area, x, {
      format: (value) => percent(value, 0),
      ticks: width < 480 ? 5 : 10,
      title: { en: 'Share of customers contacted, highest risk first', ko: '연락한 고객 비율(위험 높은 순)' },
    }),
    stroke(area.left, y(0), area.right, y(0), 'zero'),
    path(band, 'fill-model'),
    path(
      along((point) => point.randomProfitPerCustomer),
      'line-chance',
    ),
    path(
      along((point) => point.profitPerCustomer),
      'line-model',
    ),
    nameLines(points, x, y),
    drawCapacity(chart.plan.capacityShare, area, x),
    drawBest(chart, x, y, area),
  );
}

function drawCapacity(share: number, area: Area, x: (value: number) => number): Html {
  const at = x(share);
  const end = at > (area.left + area.right) / 2;
  const text: Text = { en: `Team capacity ${roundPercent(share)}`, ko: `팀 역량 ${roundPercent(share)}` };
  return html`${stroke(at, area.top - 26, at, area.bottom, 'line-capacity')}${label(
    at + (end ? -7 : 7),
    area.top - 16,
    text,
    {
      className: 'name-capacity',
      anchor: end ? 'end' : 'start',
    },
  )}`;
}

function drawBest(
  { profit }: ProfitChart,
  x: (value: number) => number,
  y: (value: number) => number,
  area: Area,
): Html {
  const at = x(profit.bestShare);
  const top = y(profit.best.value);
  const end = at > (area.left + area.right) / 2;
  const text: Text =
    profit.bestShare === 0
      ? { en: 'Best: contact no one', ko: '최선: 연락하지 않음' }
      : { en: `Best share ${roundPercent(profit.bestShare)}`, ko: `최적 비율 ${roundPercent(profit.bestShare)}` };
  return html`${dot(at, top, 'mark-chosen', undefined, 5.5)}${label(at + (end ? -10 : 10), top - 10, text, {
    className: 'name-chosen',
    anchor: end ? 'end' : 'start',
  })}`;
}

/** Names of the two lines, above the model's and below the random one's, where they are far apart. */
function nameLines(points: readonly ProfitPoint[], x: (value: number) => number, y: (value: number) => number): Html {
  const [first] = points;
  if (!first) return html``;
  const gap = (point: ProfitPoint): number => point.profitPerCustomer - point.randomProfitPerCustomer;
  const from = points.filter((point) => point.share >= 0.5 && point.share <= 0.75);
  const at = from.reduce((best, point) => (gap(point) > gap(best) ? point : best), from[0] ?? first);
  return html`${label(x(at.share), y(at.high * 1000) - 8, { en: 'this model', ko: '이 모델' }, { className: 'name-model' })}${label(
    x(at.share),
    y(at.randomProfitPerCustomer * 1000) + 20,
    { en: 'picked at random', ko: '무작위 선택' },
    { className: 'name-chance', anchor: 'end' },
  )}`;
}
