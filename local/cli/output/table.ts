import { textWidth } from './text-width.ts';

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => string;
  /** @default left */
  readonly align?: 'left' | 'right';
}

/**
 * Rows as a table of plain text: two blanks between columns, a rule under the titles, no borders, so that it reads well
 * and a line can be copied. Cells may hold colours.
 */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], style = (title: string) => title): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, at) =>
    Math.max(textWidth(column.title), ...cells.map((line) => textWidth(line[at] ?? ''))),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => {
        const blanks = ' '.repeat(Math.max(0, (widths[at] ?? 0) - textWidth(text)));
        return columns[at]?.align === 'right' ? blanks + text : text + blanks;
      })
      .join('  ')
      .trimEnd();
  const titles = line(columns.map(({ title }) => title));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [style(titles), style(rule), ...cells.map(line)].join('\n');
}

/** Pairs of name and value, values below each other. Pairs without a value are left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const width = Math.max(...shown.map(([name]) => textWidth(name)));
  const indent = ' '.repeat(width + 2);
  return shown
    .map(([name, value]) => `${name}${' '.repeat(width - textWidth(name))}  ${value.replaceAll('\n', `\n${indent}`)}`)
    .join('\n');
}
