import type { PreorderTrees } from '../../preorder-trees.ts';
import type { ShapPlan } from '../../tree-shap.ts';

/** Most quadrature points that float32 is trusted with: paths with up to 32 distinct columns. */
const mostPoints = 16;

/** How far the covers of two children may be from their parent's, relatively: float32 rounding and no more. */
const coverTolerance = 1e-6;

/**
 * Whether the kernel's figures for a tree are as exact as the plain ones. It takes what goes right as what does not go
 * left, so the covers must add up; it has no value that goes left at a threshold of −∞; and it stops at a depth that no
 * useful tree has. Other trees are left to the plain engine.
 */
export function suitsKernel(trees: PreorderTrees, plan: ShapPlan, tree: number): boolean {
  if (plan.quadratures[tree]!.points.length > mostPoints) return false;
  for (let node = trees.starts[tree]!; node < trees.starts[tree + 1]!; node++) {
    if (trees.feature[node] === -1) continue;
    if (trees.threshold[node] === Number.NEGATIVE_INFINITY && trees.defaultLeft[node] === 1) return false;
    const shares = (trees.cover[node + 1]! + trees.cover[trees.right[node]!]!) / trees.cover[node]!;
    if (Math.abs(shares - 1) > coverTolerance) return false;
  }
  return true;
}
