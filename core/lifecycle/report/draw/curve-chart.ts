import { scaleLinear } from 'd3-scale';
import { area as areaShape, line } from 'd3-shape';
import { percent } from '../format.ts';
import type { Html, Text } from '../html.ts';
import { bottomAxis, leftAxis } from './axes.ts';
import { dot, label, path, round, stroke, svg } from './svg.ts';

export type Point = readonly [x: number, y: number];

export interface CurveChart {
  readonly points: readonly Point[];
  readonly xTitle: Text;
  readonly yTitle: Text;
  /** The line of a model that knows nothing. */
  readonly chance: { readonly from: Point; readonly to: Point; readonly labelAt: Point; readonly name: Text };
  /** The model's own name, written at this point. */
  readonly model: { readonly labelAt: Point; readonly name: Text };
  /** Where the chosen threshold lies, its name on the side of the curve that is free. */
  readonly marked: { readonly at: Point; readonly name: Text; readonly side: 'above' | 'below' };
  readonly description: string;
}

/** A curve in the unit square, as ROC and precision-recall curves are, with the line of chance and the threshold. */
export function drawCurve(chart: CurveChart, width: number): Html {
  const left = 46;
  const right = width - 20;
  const area = { left, right, top: 30, bottom: 30 + Math.min(right - left, 300) };
  const x = scaleLinear([0, 1], [left, right]);
  const y = scaleLinear([0, 1], [area.bottom, area.top]);
  const shown = thin(chart.points, 160);
  const curve = line<Point>(
    (point) => round(x(point[0])),
    (point) => round(y(point[1])),
  );
  const filled = areaShape<Point>(
    (point) => round(x(point[0])),
    round(y(0)),
    (point) => round(y(point[1])),
  );
  const { chance, model, marked } = chart;
  const markedX = x(marked.at[0]);
  const markedY = y(marked.at[1]);
  return svg(
    width,
    area.bottom + 46,
    chart.description,
    leftAxis(area, y, { format: whole, title: chart.yTitle }),
    bottomAxis(area, x, { format: whole, title: chart.xTitle }),
    path(filled(shown), 'fill-model'),
    stroke(x(chance.from[0]), y(chance.from[1]), x(chance.to[0]), y(chance.to[1]), 'line-chance'),
    path(curve(shown), 'line-model'),
    label(x(model.labelAt[0]), y(model.labelAt[1]), model.name, { className: 'name-model' }),
    label(x(chance.labelAt[0]), y(chance.labelAt[1]), chance.name, { className: 'name-chance', anchor: 'end' }),
    dot(markedX, markedY, 'mark-chosen', undefined, 5.5),
    label(markedX + 11, markedY + (marked.side === 'above' ? -8 : 16), marked.name, {
      className: 'name-chosen',
      maxWidth: right - markedX - 6,
    }),
  );
}

/** At most `most` of the points, evenly taken, first and last among them. */
export function thin<T>(points: readonly T[], most: number): T[] {
  if (points.length <= most) return [...points];
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => points.slice(Math.round(at * step))[0]).filter(
    (point) => point !== undefined,
  );
}

function whole(value: number): string {
  return percent(value, 0);
}
