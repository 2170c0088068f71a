import { costLines } from './lines.ts';

/** Customers of the columns. */
export const columns = [0, 1_000, 100_000, 1_000_000] as const;

/** Between these lines of docs/deploy.md the table stands, written by `node scripts/costs.ts`. */
export const marks = { begin: '<!-- costs: begin -->', end: '<!-- costs: end -->' } as const;

const dollars = (amount: number): string => (amount === 0 ? '–' : amount < 0.005 ? '< 0.01' : amount.toFixed(2));

/** The table of costs, in Markdown. Its last line is the sum of the others before they are rounded. */
export function costTable(): string {
  const head = columns.map((customers) => (customers === 0 ? 'idle' : customers.toLocaleString('en')));
  const rows = costLines.map(({ what, sum, dollars: of }) => [what, sum, ...columns.map((one) => dollars(of(one)))]);
  const totals = columns.map((one) => costLines.reduce((total, line) => total + line.dollars(one), 0));
  const lines = [
    ['US dollars a month', 'reckoned by', ...head],
    ['---', '---', ...columns.map(() => '--:')],
    ...rows,
    ['**together**', '', ...totals.map((total) => `**${dollars(total)}**`)],
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * A document with the table of today between its marks.
 *
 * @throws {Error} where a mark is missing
 */
export function withCostTable(document: string): string {
  const begin = document.indexOf(marks.begin);
  const end = document.indexOf(marks.end);
  if (begin < 0 || end < begin) throw new Error(`The document has no ${marks.begin} … ${marks.end}`);
  return `${document.slice(0, begin)}${marks.begin}\n${costTable()}\n${document.slice(end)}`;
}
