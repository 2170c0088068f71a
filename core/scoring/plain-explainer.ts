import { rowsOfColumns } from './rows-of-columns.ts';
import { explainTree, ShapScratch } from './tree-shap.ts';
import type { ExplainRows, TreesToExplain } from './trees-to-explain.ts';

/** Contributions in float64 and without WebAssembly: the reference for the kernel, and its stand-in. Adds to `out`. */
export function createPlainExplainer({ trees, plan, chosen, scale, columns }: TreesToExplain): ExplainRows {
  const { columnCount, featureCount, featureOfColumn } = columns;
  const scratch = new ShapScratch();
  return (given, out, areColumns = false) => {
    const rows = areColumns ? rowsOfColumns(given, given.length / columnCount) : given;
    const byColumn = new Float64Array(rows.length);
    for (const tree of chosen) explainTree(trees, plan, tree, scale, scratch, rows, columnCount, byColumn);
    for (let at = 0, place = 0; at < rows.length; place += featureCount) {
      for (let column = 0; column < columnCount; column++, at++) {
        out[place + featureOfColumn[column]!]! += byColumn[at]!;
      }
    }
  };
}
