import type { ColumnMap } from './column-map.ts';
import { buildReasonsImage } from './kernel/reasons/build-image.ts';
import { openReasonsKernel } from './kernel/reasons/reasons-kernel.ts';
import { suitsKernel } from './kernel/reasons/suits-kernel.ts';
import { createPlainExplainer } from './plain-explainer.ts';
import type { PreorderTrees } from './preorder-trees.ts';
import { planShap } from './tree-shap.ts';
import type { ExplainRows } from './trees-to-explain.ts';

/**
 * Prepares the exact contributions of all trees, times `scale`. The kernel takes the trees that suit it, the plain engine
 * the rest, or all where the runtime lacks relaxed SIMD.
 */
export function createTreeExplainer(trees: PreorderTrees, scale: number, columns: ColumnMap): ExplainRows {
  const plan = planShap(trees);
  const suiting: number[] = [];
  const others: number[] = [];
  for (let tree = 0; tree < trees.treeCount; tree++) (suitsKernel(trees, plan, tree) ? suiting : others).push(tree);
  const kernel = openReasonsKernel(buildReasonsImage({ trees, plan, chosen: suiting, scale, columns }));
  const chosen = kernel === undefined ? [...suiting, ...others] : others;
  const explainOthers = createPlainExplainer({ trees, plan, chosen, scale, columns });
  return (rows, out, areColumns) => {
    out.fill(0);
    kernel?.(rows, out, areColumns);
    if (chosen.length > 0) explainOthers(rows, out, areColumns);
  };
}
