/**
 * What was found where a row with quotes begins. `end` is where its content ends; for `open` and `misplaced`, how far was
 * looked. `next` is where the next row begins.
 */
export type QuotedRow =
  | { readonly kind: 'row'; readonly fields: readonly string[]; readonly end: number; readonly next: number }
  | { readonly kind: 'open'; readonly end: number }
  | { readonly kind: 'misplaced'; readonly end: number; readonly found: string };

const quote = 34;
const carriageReturn = 13;

/** Reads one row from `start`, looking no further than `limit` for the end of a quoted field. */
export function readQuotedRow(
  text: string,
  start: number,
  delimiter: string,
  newline: string,
  limit: number,
): QuotedRow {
  const delimiterCode = delimiter.charCodeAt(0);
  const newlineCode = newline.charCodeAt(0);
  const fields: string[] = [];
  let at = start;
  for (;;) {
    if (text.charCodeAt(at) === quote) {
      const close = closingQuote(text, at + 1, limit);
      if (close < 0) return { kind: 'open', end: limit };
      const raw = text.slice(at + 1, close);
      fields.push(raw.includes('"') ? raw.replaceAll('""', '"') : raw);
      at = close + 1;
    } else {
      const from = at;
      let code = text.charCodeAt(at);
      while (at < text.length && code !== delimiterCode && code !== newlineCode) code = text.charCodeAt(++at);
      let end = at;
      if (code !== delimiterCode) while (end > from && text.charCodeAt(end - 1) === carriageReturn) end -= 1;
      fields.push(text.slice(from, end));
    }
    if (at < text.length && text.charCodeAt(at) === delimiterCode) {
      at += 1;
      continue;
    }
    const end = at;
    if (newlineCode !== carriageReturn) while (text.charCodeAt(at) === carriageReturn) at += 1;
    if (at >= text.length || text.charCodeAt(at) === newlineCode) return { kind: 'row', fields, end, next: at + 1 };
    return { kind: 'misplaced', end: at, found: text.slice(at, at + 20).split(newline, 1)[0] ?? '' };
  }
}

/** The quote that ends a field whose content begins at `from`, or -1 if there is none before `limit`. */
function closingQuote(text: string, from: number, limit: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && at < limit) {
    if (text.charCodeAt(at + 1) !== quote) return at;
    at = text.indexOf('"', at + 2);
  }
  return -1;
}
