import { type Html, html, type Part, say, type Text } from '../html.ts';

export interface Section {
  readonly id: string;
  readonly title: Text;
  readonly lead: Text;
  readonly body: Part;
}

/** A numbered part of the report. */
export function section({ id, title, lead, body }: Section, number: number): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"><span class="ordinal" aria-hidden="true">${number}</span>${say(title)}</h2>
<p class="lead">${say(lead)}</p>
${body}
</section>
`;
}

export interface Figure {
  readonly title: Text;
  readonly note?: Part;
  /** The drawing as a function of its width; drawn once for a page and once for a phone, so that text keeps its size. */
  readonly draw: (width: number) => Html;
  readonly wide: number;
  /** The same numbers as text. */
  readonly data?: Html;
}

const phoneWidth = 326;

/** A card with a drawing, what to see in it, and its numbers to unfold. */
export function figure({ title, note, draw, wide, data }: Figure): Html {
  return html`<figure class="card"><h3>${say(title)}</h3>
${note !== undefined && html`<p class="note">${note}</p>`}<div class="drawing wide">${draw(wide)}</div><div class="drawing narrow">${draw(phoneWidth)}</div>
${data && unfold({ en: 'The numbers', ko: '숫자 보기' }, data)}</figure>
`;
}

/** Something to be read on demand; the browser's own control, so no script is needed. */
export function unfold(title: Text, body: Part): Html {
  return html`<details><summary>${say(title)}</summary>${body}</details>`;
}

/** A card of any content. */
export function card(title: Text, ...body: readonly Part[]): Html {
  return html`<div class="card"><h3>${say(title)}</h3>${body}</div>
`;
}

export interface Tile {
  readonly name: Text;
  readonly value: string;
  readonly range?: Text | undefined;
  readonly gloss: Text;
}

/** Key figures side by side. */
export function tiles(list: readonly Tile[]): Html {
  return html`<ul class="tiles">${list.map(
    ({ name, value, range, gloss }) =>
      html`<li class="tile"><h3>${say(name)}</h3><p class="figure">${value}</p>${range !== undefined && html`<p class="range">${say(range)}</p>`}<p class="gloss">${say(gloss)}</p></li>
`,
  )}</ul>`;
}

export const wideWidth = 960;
export const halfWidth = 452;
