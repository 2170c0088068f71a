/** One tag of a document, in the order in which they stand. */
export interface Tag {
  readonly name: string;
  readonly attributes: readonly string[];
}

export interface Markup {
  readonly tags: readonly Tag[];
  /** All text outside of tags, style sheets and scripts, entities resolved. */
  readonly text: string;
  /** Values of attributes, entities resolved. */
  readonly values: readonly string[];
}

const voidElements = new Set(['meta', 'input', 'br']);
/** Elements whose content is no markup, up to their own end. */
const rawElements = new Set(['style', 'script']);
const attribute = /\s+([a-z][a-z0-9-]*)(?:="([^"<>]*)")?/iy;

/**
 * Reads markup by rules stricter than a browser's: every tag is closed in order, every attribute quoted, and no `<`, `>`
 * or lone `&` stands in text.
 *
 * @throws {Error} naming what is wrong and where
 */
export function readMarkup(document: string): Markup {
  const tags: Tag[] = [];
  const values: string[] = [];
  const open: string[] = [];
  let text = '';
  let at = /^<!doctype html>/i.test(document) ? '<!doctype html>'.length : 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${document.slice(Math.max(0, at - 60), at + 60)}`);
  };
  while (at < document.length) {
    const inside = open.at(-1) ?? '';
    const raw = rawElements.has(inside);
    const next = document.indexOf(raw ? `</${inside}>` : '<', at);
    const piece = document.slice(at, next === -1 ? undefined : next);
    if (!raw) {
      if (piece.includes('>')) fail('a stray >');
      text += unescape(piece, fail);
    }
    if (next === -1) break;
    at = next;
    const closing = /^<\/([a-z][a-z0-9]*)>/i.exec(document.slice(at, at + 40));
    if (closing) {
      if (open.pop() !== closing[1]) fail(`</${closing[1]}> closes what is not open`);
      at += closing[0].length;
      continue;
    }
    const name = /^<([a-z][a-z0-9]*)/i.exec(document.slice(at, at + 40))?.[1] ?? fail('a stray <');
    at += 1 + name.length;
    const attributes: string[] = [];
    for (;;) {
      attribute.lastIndex = at;
      const found = attribute.exec(document);
      if (!found) break;
      attributes.push(found[1] ?? '');
      values.push(unescape(found[2] ?? '', fail));
      at += found[0].length;
    }
    const end = /^\s*(\/?)>/.exec(document.slice(at, at + 10)) ?? fail(`<${name}> does not end`);
    at += end[0].length;
    tags.push({ name, attributes });
    if (end[1] !== '/' && !voidElements.has(name)) open.push(name);
  }
  if (open.length > 0) fail(`not closed: ${open.join(' ')}`);
  return { tags, text, values };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescape(text: string, fail: (what: string) => never): string {
  return text.replace(/&(#?\w*;?)/g, (_, name: string) => {
    const character = name.endsWith(';') ? entities[name.slice(0, -1)] : undefined;
    return character ?? fail(`&${name} is no entity that the report uses`);
  });
}
