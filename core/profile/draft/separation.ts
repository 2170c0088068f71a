import type { ColumnKind } from './guess-kind.ts';
import type { SampledColumn } from './sample-columns.ts';

/** Per row 1 = left, 0 = stayed, -1 = not known. */
export type Labels = readonly (0 | 1 | -1)[];

/** How a column's values (or bins of its numbers) and its gaps share the customers out. */
export interface Group {
  leavers: number;
  stayers: number;
}

const bins = 50;

/** Customers per value; numbers and days in up to 50 bins of equal count; the last group holds the rows without a value. */
export function groupsOf(column: SampledColumn, kind: ColumnKind, labels: Labels): Group[] {
  const groupOfText =
    kind.kind === 'number' || kind.kind === 'date' ? binsOf(column, kind.numbers) : column.texts.map((_, code) => code);
  const count = groupOfText.reduce((most, group) => Math.max(most, group + 1), 0) + 1;
  const groups = Array.from({ length: count }, () => ({ leavers: 0, stayers: 0 }));
  for (const [row, code] of column.codes.entries()) {
    const group = groups[code < 0 ? count - 1 : (groupOfText[code] ?? count - 1)];
    if (!group || labels[row] === -1) continue;
    if (labels[row] === 1) group.leavers += 1;
    else group.stayers += 1;
  }
  return groups;
}

function binsOf(column: SampledColumn, numbers: readonly number[]): number[] {
  const order = numbers.map((_, code) => code).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const result = numbers.map(() => 0);
  let seen = 0;
  for (const code of order) {
    result[code] = Math.min(bins - 1, Math.floor((seen * bins) / Math.max(1, column.present)));
    seen += column.counts[code] ?? 0;
  }
  return result;
}

/**
 * ROC AUC of the column alone, its groups ranked by their share of leavers: 0.5 says nothing, 1 tells the classes apart.
 * Undefined with fewer than 20 customers of a class, where chance would do.
 */
export function separationOf(groups: readonly Group[]): number | undefined {
  const leavers = groups.reduce((sum, group) => sum + group.leavers, 0);
  const stayers = groups.reduce((sum, group) => sum + group.stayers, 0);
  if (leavers < 20 || stayers < 20) return undefined;
  const filled = groups.filter((group) => group.leavers + group.stayers > 0);
  filled.sort((a, b) => a.leavers / (a.leavers + a.stayers) - b.leavers / (b.leavers + b.stayers));
  let below = 0;
  let wins = 0;
  for (const group of filled) {
    wins += group.leavers * (below + group.stayers / 2);
    below += group.stayers;
  }
  return wins / (leavers * stayers);
}
