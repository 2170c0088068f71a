import type { Words } from '../../profile/profile.ts';

/** Markup that is safe to put into a page: only {@link html} and its neighbours make it, and they escape what they are given. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** A text for people: one for both languages, or one for each. */
export type Text = string | Words;

/** What may stand in a template: text is escaped, markup is kept, absent things leave nothing. */
export type Part = Html | string | number | false | null | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Control characters end up as text nowhere in HTML, and bidirectional overrides let one value rewrite how its
 * neighbours read (Boucher & Anderson 2021), so both become the replacement character.
 */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Text without characters that a page cannot or should not show; tabs and line breaks become spaces. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\t\n\r]+/g, ' ')
    .replace(unprintable, '\ufffd');
}

/** Text that is safe in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Tagged template for markup; every value is escaped unless it is {@link Html} itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, at) => (at === 0 ? text : markupOf(parts[at - 1]) + text)).join(''));
}

/** Text in both languages; the page shows the one that is chosen. Markup inside is allowed through {@link html}. */
export function say(text: Text): Html {
  if (typeof text === 'string') return html`${text}`;
  if (text.en === text.ko) return html`${text.en}`;
  return html`<span class="en" lang="en">${text.en}</span><span class="ko" lang="ko">${keepParticles(text.ko)}</span>`;
}

/** Joins a figure to the Korean particle after it: browsers would break the line between `10%` and `에게`. */
function keepParticles(korean: string): string {
  return korean.replace(/(?<=[0-9%)×])(?=\p{Script=Hangul})/gu, '\u2060');
}

/** The text in English, for places that can hold one language only, such as an attribute. */
export function inEnglish(text: Text): string {
  return typeof text === 'string' ? text : text.en;
}

function markupOf(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'object') return part.map(markupOf).join('');
  return escapeHtml(String(part));
}
