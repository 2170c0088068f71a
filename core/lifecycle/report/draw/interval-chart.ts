import { scaleLinear } from 'd3-scale';
import type { Estimate } from '../../metrics.ts';
import { type Html, html, inEnglish, type Text } from '../html.ts';
import { bottomAxis, type Scale, verticalGrid } from './axes.ts';
import { diamond, dot, label, stroke, svg, textWidth } from './svg.ts';

export interface IntervalMark {
  /** What the mark says, for its tooltip. */
  readonly says: string;
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly shape: 'dot' | 'diamond';
}

export interface IntervalRow {
  readonly name: Text;
  readonly marks: readonly IntervalMark[];
  /** Text at the row's right end. */
  readonly value: Text;
  readonly state?: 'chosen' | 'flagged' | 'plain';
}

export interface IntervalChart {
  readonly rows: readonly IntervalRow[];
  readonly format: (value: number) => string;
  /** A value worth comparing with, such as the average; drawn through all rows. */
  readonly reference?: { readonly value: number; readonly name: Text } | undefined;
  readonly axisTitle: Text;
  readonly fromZero: boolean;
  readonly description: string;
}

/** Named rows of values with their intervals, one under the other. */
export function drawIntervals(chart: IntervalChart, width: number): Html {
  const names = widest(chart.rows.map((row) => row.name));
  const figures = widest(chart.rows.map((row) => row.value));
  const stacked = names + figures + 40 > width * 0.6; // names above their marks where beside them is no room
  const rowHeight = stacked ? 44 : chart.rows.length > 5 ? 28 : 36;
  const top = chart.reference ? 30 : 8;
  const area = {
    left: stacked ? 12 : names + 20,
    right: width - (stacked ? 12 : figures + 20),
    top,
    bottom: top + chart.rows.length * rowHeight,
  };
  const values = chart.rows.flatMap(({ marks }) =>
    marks.flatMap(({ value, low = value, high = value }) => [low, high]),
  );
  if (chart.reference) values.push(chart.reference.value);
  const x = scaleFor(values, chart.fromZero, area.left + 6, area.right - 6);
  const ticks = area.right - area.left < 180 ? 3 : width < 400 ? 4 : 5;
  return svg(
    width,
    area.bottom + 46,
    chart.description,
    verticalGrid(area, x, ticks),
    bottomAxis(area, x, { format: chart.format, title: chart.axisTitle, ticks }),
    chart.reference && [
      stroke(x(chart.reference.value), area.top - 6, x(chart.reference.value), area.bottom, 'line-chance'),
      label(x(chart.reference.value), 18, chart.reference.name, {
        anchor: x(chart.reference.value) > (area.left + area.right) / 2 ? 'end' : 'start',
        className: 'name-chance',
      }),
    ],
    chart.rows.map((row, at) =>
      drawRow(row, x, { stacked, width, left: area.left, top: area.top + at * rowHeight, rowHeight }),
    ),
  );
}

interface RowPlace {
  readonly stacked: boolean;
  readonly width: number;
  readonly left: number;
  readonly top: number;
  readonly rowHeight: number;
}

function drawRow(row: IntervalRow, x: Scale, { stacked, width, left, top, rowHeight }: RowPlace): Html {
  const state = row.state ?? 'plain';
  const nameY = stacked ? top + 15 : top + rowHeight / 2 + 4;
  const middle = stacked ? top + 31 : top + rowHeight / 2;
  const spread = row.marks.length > 1 && row.marks.every((mark) => mark.low !== undefined) ? 5 : 0;
  return html`<g class="row ${state}">${label(stacked ? 0 : left - 12, nameY, row.name, {
    anchor: stacked ? 'start' : 'end',
    className: 'row-name',
    maxWidth: stacked ? width - 12 - widest([row.value]) : left - 16,
  })}${label(width, nameY, row.value, { anchor: 'end', className: 'value' })}${row.marks.map((mark, at) => {
    const y = middle + (at - (row.marks.length - 1) / 2) * 2 * spread;
    const says = `${inEnglish(row.name)}: ${mark.says}`;
    return [
      mark.low !== undefined && mark.high !== undefined && stroke(x(mark.low), y, x(mark.high), y, 'whisker'),
      mark.shape === 'dot' ? dot(x(mark.value), y, 'mark-model', says) : diamond(x(mark.value), y, 'mark-other', says),
    ];
  })}</g>`;
}

/** Pixels that the longest of the texts takes, in either language. */
function widest(texts: readonly Text[]): number {
  const both = texts.flatMap((text) => (typeof text === 'string' ? [text] : [text.en, text.ko]));
  return 1.15 * Math.max(0, ...both.map(textWidth)); // flagged rows are bold
}

function scaleFor(values: readonly number[], fromZero: boolean, left: number, right: number): Scale {
  const known = values.filter(Number.isFinite);
  const low = fromZero ? 0 : Math.min(...known, 1);
  const high = Math.max(...known, low + 0.01);
  return scaleLinear([low, high], [left, right]).nice(5);
}

/** A mark for an estimate with its interval. */
export function estimateMark(estimate: Estimate, shape: IntervalMark['shape'], says: string): IntervalMark {
  return { ...estimate, shape, says };
}
