import { type Html, html, inEnglish, type Part, say, type Text } from '../html.ts';

export interface Column<Row> {
  readonly title: Text;
  readonly cell: (row: Row) => Part;
  /** Figures stand right, in columns of equal digits. */
  readonly number?: boolean;
  /** Sentences: the column keeps a width in which they can be read. */
  readonly words?: boolean;
}

/** A table whose first column names its rows; it scrolls by itself where the page is too narrow. */
export function table<Row>(caption: Text, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const head = columns.map(
    ({ title, number, words }) =>
      html`<th scope="col"${number && html` class="number"`}${words && html` class="words"`}>${say(title)}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>${columns.map(({ cell, number }, at) =>
        at === 0
          ? html`<th scope="row">${cell(row)}</th>`
          : html`<td${number && html` class="number"`}>${cell(row)}</td>`,
      )}</tr>\n`,
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${inEnglish(caption)}"><table>
<caption>${say(caption)}</caption><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

/** Names and values as a list, for facts that no one compares. */
export function facts(pairs: readonly (readonly [Text, Part])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${say(name)}</dt><dd>${value}</dd></div>`)}</dl>`;
}
