import type { PreorderTrees } from '../../preorder-trees.ts';

/**
 * The columns that nodes ask for, in the form that they ask: where a missing value goes left it stands as −∞, where it
 * goes right as +∞, so that one comparison answers for known and missing values.
 */
export interface AskedColumns {
  readonly columns: readonly { readonly column: number; readonly missing: number }[];
  /** Place in `columns` of what a node asks for. */
  placeOf(node: number): number;
}

export function askedColumns(trees: PreorderTrees, columnCount: number): AskedColumns {
  const places = new Int32Array(2 * columnCount).fill(-1);
  const columns: { column: number; missing: number }[] = [];
  const keyOf = (node: number): number => 2 * trees.feature[node]! + trees.defaultLeft[node]!;
  for (let node = 0; node < trees.nodeCount; node++) {
    const column = trees.feature[node]!;
    if (column === -1 || places[keyOf(node)] !== -1) continue;
    const missing = trees.defaultLeft[node] === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    places[keyOf(node)] = columns.push({ column, missing }) - 1;
  }
  return { columns, placeOf: (node) => places[keyOf(node)]! };
}
