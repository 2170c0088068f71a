import { printable } from './html.ts';

/*
 * Small pieces of Markdown. Text from data goes through mdText or mdCode; the builders take text that is safe already.
 */

/** Text in which nothing formats, links, opens a tag, or begins a list or heading. */
export function mdText(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]|~]/g, String.raw`\$&`)
    .replace(
      /^(\s*)([-+#=]|\d+(?=[.)]))/,
      (_, space: string, mark: string) => `${space}${/\d/.test(mark) ? `${mark}\u2060` : `\\${mark}`}`,
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/:\/\//g, '&#58;//') // a bare address would become a link
    .replace(/@/g, '&#64;')
    .replace(/www\./gi, (start) => `${start.slice(0, 3)}&#46;`);
}

/** Text as code; backticks inside make the fence longer. Not for tables, where a bar would end the cell. */
export function mdCode(text: string): string {
  const longest = Math.max(0, ...(printable(text).match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${printable(text)}${space}${fence}`;
}

/** A list of lines. */
export function mdList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A table; cells must be safe text. */
export function mdTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
