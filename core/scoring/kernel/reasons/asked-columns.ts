import type { PreorderTrees } from '../../preorder-trees.ts';

/**
 * The columns that nodes ask for, in the form that they ask: where a missing value goes left it stands as −∞, where it
 * goes right as +∞, so that one comparison answers for known and missing values.
 */
export interface AskedColumns {
  readonly columns: readonly { readonly column: number; readonly missing: number }[];
  /** Place in `columns`, by 2 × column + default direction; −1 where nobody asks. */
  readonly places: Int32Array;
}

export function askedColumns({ feature, defaultLeft, nodeCount }: PreorderTrees, columnCount: number): AskedColumns {
  const places = new Int32Array(2 * columnCount).fill(-1);
  const columns: { column: number; missing: number }[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const column = feature[node]!;
    if (column === -1) continue;
    const left = defaultLeft[node]!;
    if (places[2 * column + left] !== -1) continue;
    const missing = left === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    places[2 * column + left] = columns.push({ column, missing }) - 1;
  }
  return { columns, places };
}
