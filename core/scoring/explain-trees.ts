import type { ColumnMap } from './column-map.ts';
import { buildReasonsImage } from './kernel/reasons/build-image.ts';
import type { ReasonsImage } from './kernel/reasons/kept-image.ts';
import { openReasonsKernel } from './kernel/reasons/reasons-kernel.ts';
import { suitsKernel } from './kernel/reasons/suits-kernel.ts';
import { createPlainExplainer } from './plain-explainer.ts';
import type { PreorderTrees } from './preorder-trees.ts';
import { planShap } from './tree-shap.ts';
import type { ExplainRows } from './trees-to-explain.ts';

/**
 * Prepares the exact contributions of all trees, times `scale`. The kernel takes the trees that suit it, the plain engine
 * the rest, or all where the runtime lacks relaxed SIMD.
 *
 * @param kept - where the kernel's image is that was made of these trees before, or where it goes
 */
export function createTreeExplainer(
  trees: PreorderTrees,
  scale: number,
  columns: ColumnMap,
  kept?: ReasonsImage,
): ExplainRows {
  const image = kept?.take({ scale, columns });
  const ready = image && unlessTrapped(() => openReasonsKernel(image));
  let built = ready ? undefined : buildExplainer(trees, scale, columns, kept);
  return (rows, out, areColumns) => {
    if (ready && !built) {
      const done = unlessTrapped(() => {
        ready(rows, out, areColumns);
        return true;
      });
      if (done) return;
    }
    built ??= buildExplainer(trees, scale, columns, kept);
    built(rows, out, areColumns);
  };
}

/** Undefined where an image leads out of the kernel's memory, though it was sealed as it is: the trees are right all the same. */
function unlessTrapped<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.name === 'RuntimeError') return undefined; // whichever realm it is of
    throw error;
  }
}

function buildExplainer(trees: PreorderTrees, scale: number, columns: ColumnMap, kept?: ReasonsImage): ExplainRows {
  const plan = planShap(trees);
  const suiting: number[] = [];
  const others: number[] = [];
  for (let tree = 0; tree < trees.treeCount; tree++) (suitsKernel(trees, plan, tree) ? suiting : others).push(tree);
  const image = buildReasonsImage({ trees, plan, chosen: suiting, scale, columns });
  const kernel = openReasonsKernel(image);
  if (kernel && others.length === 0) kept?.note(image, { scale, columns });
  const chosen = kernel === undefined ? [...suiting, ...others] : others;
  const explainOthers = createPlainExplainer({ trees, plan, chosen, scale, columns });
  return (rows, out, areColumns) => {
    if (kernel) kernel(rows, out, areColumns);
    else out.fill(0);
    if (chosen.length > 0) explainOthers(rows, out, areColumns);
  };
}
