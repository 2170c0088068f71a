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
  const area: Area = { left: 72, right: width - 20, top: 64, bottom: width < 480 ? 300 : 340 };
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
      title: { en: 'Share contacted, highest risk first', ko: '연락한 비율(위험 높은 순)' },
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
  return html`${stroke(at, area.top - 32, at, area.bottom, 'line-capacity')}${label(
    at + (end ? -7 : 7),
    area.top - 23,
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
  const above = y(profit.best.high) - 9;
  const end = at > (area.left + area.right) / 2;
  const text: Text =
    profit.bestShare === 0
      ? { en: 'Best: contact no one', ko: '최선: 연락하지 않음' }
      : { en: `Best share ${roundPercent(profit.bestShare)}`, ko: `최적 비율 ${roundPercent(profit.bestShare)}` };
  return html`${dot(at, top, 'mark-chosen', undefined, 5.5)}${label(at + (end ? 8 : -8), above, text, {
    className: 'name-chosen',
    anchor: end ? 'end' : 'start',
  })}`;
}

/** Names of the two lines: the model's in the room under it, where it is far from the other; the random one's below that. */
function nameLines(points: readonly ProfitPoint[], x: (value: number) => number, y: (value: number) => number): Html {
  const nearest = (share: number): ProfitPoint | undefined =>
    [...points].sort((a, b) => Math.abs(a.share - share) - Math.abs(b.share - share))[0];
  const [modelAt, randomAt] = [nearest(0.28), nearest(0.5)];
  if (!modelAt || !randomAt) return html``;
  const rises = randomAt.randomProfitPerCustomer >= 0;
  return html`${label(
    x(modelAt.share) + 12,
    y(modelAt.low * 1000) + 14,
    { en: 'this model', ko: '이 모델' },
    { className: 'name-model' },
  )}${label(
    x(randomAt.share),
    y(randomAt.randomProfitPerCustomer * 1000) + 24,
    { en: 'picked at random', ko: '무작위 선택' },
    { className: 'name-chance', anchor: rises ? 'start' : 'end' },
  )}`;
}
