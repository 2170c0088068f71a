import type { z } from 'zod';
import type { TreeEnsemble } from './bundle.ts';
import type { ColumnMap } from './column-map.ts';
import type { Ensemble } from './ensemble.ts';
import { expectedValue } from './expected-value.ts';
import { createTreeExplainer } from './explain-trees.ts';
import type { ReasonsImage } from './kernel/reasons/kept-image.ts';
import type { PreorderTrees } from './preorder-trees.ts';
import { rowsOfColumns } from './rows-of-columns.ts';
import type { ExplainRows } from './trees-to-explain.ts';

/** Leaf that a row (beginning at `start`) falls into; a missing value goes where training sent it. */
function leafOf(trees: PreorderTrees, tree: number, rows: Float32Array, start: number): number {
  const { feature, threshold, defaultLeft, right } = trees;
  let node = trees.starts[tree]!;
  for (let column = feature[node]!; column >= 0; column = feature[node]!) {
    const x = rows[start + column]!;
    node = x < threshold[node]! || (x !== x && defaultLeft[node] === 1) ? node + 1 : right[node]!;
  }
  return node;
}

/**
 * Boosted trees (`sum`: added in tree order in float32, as XGBoost does) or a forest (`mean`, in float64).
 *
 * @param reasonsImage - of the trees, if it is to be kept
 */
export function createTreeEnsemble(
  document: Pick<z.infer<typeof TreeEnsemble>, 'aggregation' | 'base'>,
  trees: PreorderTrees,
  columns: ColumnMap,
  reasonsImage?: ReasonsImage,
): Ensemble {
  const { columnCount, featureCount } = columns;
  const isSum = document.aggregation === 'sum';
  const base = Math.fround(document.base);
  const scale = isSum ? 1 : 1 / trees.treeCount;
  let explain: ExplainRows | undefined; // prepared when reasons are first asked for
  const ensemble: Ensemble = {
    columnCount,
    featureCount,
    bias: (isSum ? base : 0) + scale * expectedValue(trees),

    rawScores(rows, out) {
      out.fill(isSum ? base : 0);
      // Tree by tree, so that a tree stays in the cache while all rows pass through it.
      for (let tree = 0; tree < trees.treeCount; tree++) {
        for (let row = 0, start = 0; row < out.length; row++, start += columnCount) {
          const sum = out[row]! + trees.value[leafOf(trees, tree, rows, start)]!;
          out[row] = isSum ? Math.fround(sum) : sum;
        }
      }
      if (!isSum) for (let row = 0; row < out.length; row++) out[row]! /= trees.treeCount;
    },

    rawScoresOfColumns(values, out) {
      ensemble.rawScores(rowsOfColumns(values, out.length), out);
    },

    contributions(rows, out) {
      explain ??= createTreeExplainer(trees, scale, columns, reasonsImage);
      explain(rows, out);
    },

    contributionsOfColumns(values, out) {
      explain ??= createTreeExplainer(trees, scale, columns, reasonsImage);
      explain(values, out, true);
    },
  };
  return ensemble;
}
