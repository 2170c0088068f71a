import type { PreorderTrees } from '../../preorder-trees.ts';
import type { ShapPlan } from '../../tree-shap.ts';
import type { AskedColumns } from './asked-columns.ts';
import * as at from './layout.ts';

/** Whether no path of a tree has more questions than a group may have. */
export function isSmall({ starts, parent }: PreorderTrees, tree: number): boolean {
  const root = starts[tree]!;
  const end = starts[tree + 1]!;
  if (end - root >= 2 ** (at.groupQuestions + 1)) return false;
  for (let node = root; node < end; node++) {
    let depth = 0;
    for (let above = node; above > root; above = parent[above]!) depth++;
    if (depth > at.groupQuestions) return false;
  }
  return true;
}

/** Nodes of some trees. */
export function countNodes({ starts }: PreorderTrees, chosen: readonly number[]): number {
  return chosen.reduce((sum, tree) => sum + starts[tree + 1]! - starts[tree]!, 0);
}

/** Writes the first nodes of small trees from `roots`, and the nodes from `nodes`, tree after tree. */
export function writeSmallTrees(
  buffer: ArrayBuffer,
  { trees, plan, asked }: { trees: PreorderTrees; plan: ShapPlan; asked: AskedColumns },
  chosen: readonly number[],
  roots: number,
  nodes: number,
): void {
  const words = new Uint32Array(buffer);
  const reals = new Float32Array(buffer);
  const { starts, feature, threshold, defaultLeft, right, parent, value } = trees;
  let next = 0;
  for (const [i, tree] of chosen.entries()) {
    const start = starts[tree]!;
    words[(roots + i * at.smallBytes) >> 2] = next;
    for (let node = start; node < starts[tree + 1]!; node++, next++) {
      const to = (nodes + next * at.nodeBytes) >> 2;
      const column = feature[node]!;
      const place = column === -1 ? 0 : asked.places[2 * column + defaultLeft[node]!]!;
      words[to + (at.nodeColumn >> 2)] = column;
      words[to + (at.nodeX >> 2)] = place * at.vectorBytes;
      reals[to + (at.nodeThreshold >> 2)] = threshold[node]!;
      words[to + (at.nodeRight >> 2)] = right[node]! - node + next;
      words[to + (at.nodeParent >> 2)] = parent[node]! - node + next;
      reals[to + (at.nodeValue >> 2)] = value[node]!;
      reals[to + (at.nodePassed >> 2)] = plan.passed[node]!;
    }
  }
}
