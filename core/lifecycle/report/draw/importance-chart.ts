import { scaleLinear } from 'd3-scale';
import { percent } from '../format.ts';
import { type Html, html, inEnglish, type Text } from '../html.ts';
import { bar, label, svg } from './svg.ts';

export interface ImportanceRow {
  readonly name: Text;
  /** Of the sum over features, 0 to 1. */
  readonly share: number;
  readonly changeable: boolean;
}

/** How much each feature moves the predictions, as bars with their figures; changeable ones are full, the rest outlined. */
export function drawImportance(rows: readonly ImportanceRow[], description: string, width: number): Html {
  const narrow = width < 400;
  const rowHeight = narrow ? 44 : 30;
  const left = narrow ? 0 : Math.min(240, width * 0.36);
  const x = scaleLinear([0, Math.max(0.01, ...rows.map((row) => row.share))], [left, width - 62]);
  return svg(
    width,
    rows.length * rowHeight + 6,
    description,
    rows.map((row, at) => {
      const top = at * rowHeight;
      const barTop = narrow ? top + 21 : top + 6;
      return html`<g>${label(
        narrow ? 0 : left - 12,
        narrow ? top + 14 : top + 20,
        row.changeable ? marked(row.name) : row.name,
        {
          anchor: narrow ? 'start' : 'end',
          className: 'row-name',
          maxWidth: narrow ? width : left - 16,
        },
      )}${bar(
        { left, right: Math.max(left + 1, x(row.share)), top: barTop, bottom: barTop + 18 },
        row.changeable ? 'bar-model' : 'bar-quiet',
        `${inEnglish(row.name)}: ${percent(row.share)}`,
      )}${label(Math.max(left + 1, x(row.share)) + 8, barTop + 13.5, percent(row.share), { className: 'value' })}</g>`;
    }),
  );
}

/** The name with the mark of what the business can change; bars are then told apart without colour. */
function marked(name: Text): Text {
  return typeof name === 'string' ? `◆ ${name}` : { en: `◆ ${name.en}`, ko: `◆ ${name.ko}` };
}
