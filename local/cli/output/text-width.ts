import { stripVTControlCharacters } from 'node:util';

// Letters that take two columns in a terminal: Hangul, kana, Han, full-width forms, emoji.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Text of characters that each take one column and never join: the rest is for Intl, which takes 10 ms to get ready. */
const narrow = /^[ -~\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff\u2010-\u2027\u20a0-\u20bf\u2500-\u259f]*$/;

let segmenter: Intl.Segmenter | undefined;

/** What a person takes for letters, one after another. */
function* letters(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Columns that a text takes in a terminal; colours take none. */
export function textWidth(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (narrow.test(shown)) return shown.length;
  let width = 0;
  for (const letter of letters(shown)) width += wide.test(letter) ? 2 : 1;
  return width;
}

/** The text in at most `columns` columns, with an ellipsis where something was left out. For text without colours. */
export function shorten(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const letter of narrow.test(text) ? text : letters(text)) {
    const next = width + (wide.test(letter) ? 2 : 1);
    if (next > columns - 1) break;
    kept += letter;
    width = next;
  }
  return `${kept.trimEnd()}…`;
}

/** Text from a file or a request made fit for a terminal: control characters, which could move the cursor, are shown as `·`. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·');
}
