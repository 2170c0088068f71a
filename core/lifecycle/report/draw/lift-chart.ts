import { scaleLinear } from 'd3-scale';
import type { Metrics } from '../../metrics.ts';
import { count, interval, percent, times } from '../format.ts';
import type { Html } from '../html.ts';
import { leftAxis } from './axes.ts';
import { bar, label, stroke, svg } from './svg.ts';

type Decile = Metrics['deciles'][number];

/** Lift by tenth of customers, highest risk first, with intervals; 1× is the average customer. */
export function drawLift(deciles: readonly Decile[], description: string, width: number): Html {
  const area = { left: 46, right: width - 8, top: 30, bottom: width < 480 ? 250 : 300 };
  const y = scaleLinear(
    [0, Math.max(1.2, ...deciles.map(({ lift }) => lift.high * 1.08))],
    [area.bottom, area.top],
  ).nice(4);
  const step = (area.right - area.left) / Math.max(1, deciles.length);
  return svg(
    width,
    area.bottom + 46,
    description,
    leftAxis(area, y, {
      format: (value) => times(value, Number.isInteger(value) ? 0 : 1),
      ticks: 4,
      title: { en: 'Leavers, compared with the average', ko: '평균 대비 이탈 고객' },
    }),
    deciles.map((one, at) => {
      const middle = area.left + (at + 0.5) * step;
      const sides = { left: middle - step * 0.36, right: middle + step * 0.36 };
      const title = `${one.decile}: ${interval(one.lift, times)}, ${percent(one.rate)}, ${count(one.leavers)} / ${count(one.customers)}`;
      return [
        bar(
          { ...sides, top: y(one.lift.value), bottom: area.bottom },
          one.lift.value >= 1 ? 'bar-model' : 'bar-quiet',
          title,
        ),
        stroke(middle, y(one.lift.low), middle, y(one.lift.high), 'whisker'),
        label(middle, y(one.lift.high) - 6, one.lift.value.toFixed(1), { anchor: 'middle', className: 'value' }),
        label(middle, area.bottom + 18, String(one.decile), { anchor: 'middle', className: 'tick' }),
      ];
    }),
    stroke(area.left, y(1), area.right, y(1), 'line-chance'),
    label(area.right, y(1) - 7, { en: 'average', ko: '평균' }, { anchor: 'end', className: 'name-chance' }),
    label(
      (area.left + area.right) / 2,
      area.bottom + 38,
      { en: 'Tenth of customers, 1 = highest risk', ko: '고객 10분위, 1 = 가장 위험' },
      { anchor: 'middle', className: 'axis-title' },
    ),
  );
}
