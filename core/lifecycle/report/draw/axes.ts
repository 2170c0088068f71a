import type { ScaleLinear } from 'd3-scale';
import { type Html, html, type Text } from '../html.ts';
import { type Area, label, stroke } from './svg.ts';

export type Scale = ScaleLinear<number, number>;

export interface AxisStyle {
  readonly format: (value: number) => string;
  readonly title?: Text;
  /** Wished-for number of ticks; the scale picks round values near it. */
  readonly ticks?: number;
}

/** Ticks and title under the area; no strokes, the grid is enough. */
export function bottomAxis(area: Area, scale: Scale, { format, title, ticks = 5 }: AxisStyle): Html {
  return html`<g class="axis">${scale.ticks(ticks).map((tick) => label(scale(tick), area.bottom + 18, format(tick), { anchor: 'middle' }))}${
    title !== undefined &&
    label((area.left + area.right) / 2, area.bottom + 38, title, { anchor: 'middle', className: 'axis-title' })
  }</g>`;
}

/** Horizontal grid lines with values at the left; the title stands above the area, where it need not be turned. */
export function leftAxis(area: Area, scale: Scale, { format, title, ticks = 5 }: AxisStyle): Html {
  return html`<g class="axis">${scale
    .ticks(ticks)
    .map((tick) => [
      stroke(area.left, scale(tick), area.right, scale(tick), 'gridline'),
      label(area.left - 8, scale(tick) + 4, format(tick), { anchor: 'end' }),
    ])}${title !== undefined && label(0, 13, title, { className: 'axis-title', maxWidth: area.right })}</g>`;
}

/** Vertical grid lines, for charts whose rows are named. */
export function verticalGrid(area: Area, scale: Scale, ticks = 5): Html {
  return html`<g class="axis">${scale.ticks(ticks).map((tick) => stroke(scale(tick), area.top, scale(tick), area.bottom, 'gridline'))}</g>`;
}
