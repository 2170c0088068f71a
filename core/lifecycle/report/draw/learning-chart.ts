import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { LearningCurve } from '../../metrics.ts';
import { count, decimal, interval } from '../format.ts';
import type { Html } from '../html.ts';
import { leftAxis } from './axes.ts';
import { dot, label, path, round, stroke, svg } from './svg.ts';

type Point = LearningCurve['points'][number];

/** ROC AUC by the number of customers learned from, each step twice as many: a straight rise promises more. */
export function drawLearning({ points }: LearningCurve, description: string, width: number): Html {
  const area = { left: 52, right: width - 34, top: 34, bottom: width < 480 ? 220 : 250 };
  const customers = points.map((point) => point.customers);
  const most = Math.max(...customers);
  const x = scaleLog([Math.min(...customers, most / 2), most], [area.left + 24, area.right]);
  const low = Math.min(...points.map(({ rocAuc }) => rocAuc.low));
  const high = Math.max(...points.map(({ rocAuc }) => rocAuc.high));
  const y = scaleLinear([low, Math.max(high, low + 0.02)], [area.bottom, area.top]).nice(5);
  const middle = line<Point>(
    (point) => round(x(point.customers)),
    (point) => round(y(point.rocAuc.value)),
  );
  return svg(
    width,
    area.bottom + 46,
    description,
    leftAxis(area, y, {
      format: (value) => decimal(value, 2),
      title: { en: 'ROC AUC, test rows', ko: 'ROC AUC(시험)' },
    }),
    path(middle(points), 'line-model'),
    points.map(({ customers: n, rocAuc }) => [
      stroke(x(n), y(rocAuc.low), x(n), y(rocAuc.high), 'whisker'),
      dot(x(n), y(rocAuc.value), 'mark-model', `${count(n)}: ${interval(rocAuc)}`),
      label(x(n), y(rocAuc.high) - 7, decimal(rocAuc.value), { anchor: 'middle', className: 'value' }),
      label(x(n), area.bottom + 18, count(n), { anchor: 'middle', className: 'tick' }),
    ]),
    label(
      (area.left + area.right) / 2,
      area.bottom + 38,
      { en: 'Customers learned from, each step twice as many', ko: '학습한 고객 수, 한 걸음마다 두 배' },
      { anchor: 'middle', className: 'axis-title', maxWidth: width },
    ),
  );
}
