import type { PreorderTrees } from '../../preorder-trees.ts';

/**
 * What the kernel treats a node as. `upper`: one by one, on the way down and up. `triple`: with the two questions below
 * it, under which there are only leaves (one may be a leaf itself). `pair` and `leaf`: such a question, or a leaf, below
 * an upper node. `inside`: belongs to the triple or pair above.
 */
export type NodeRole = 'upper' | 'triple' | 'pair' | 'leaf' | 'inside';

/** One tree as the kernel sees it; nodes are counted from the tree's root. */
export interface TreeShape {
  readonly root: number;
  readonly roles: readonly NodeRole[];
  /** Place of a node's slot, 0 for the root; meaningless for nodes that are `inside`. */
  readonly slots: Uint32Array;
  readonly slotCount: number;
  readonly counts: Readonly<Record<NodeRole, number>>;
}

/** Assigns every node of a tree its role, and those that pass values on a slot. */
export function shapeOfTree(trees: PreorderTrees, tree: number): TreeShape {
  const root = trees.starts[tree]!;
  const nodes = trees.starts[tree + 1]! - root;
  const heights = new Uint32Array(nodes);
  for (let i = nodes - 1; i > 0; i--) {
    const above = trees.parent[root + i]! - root;
    heights[above] = Math.max(heights[above]!, heights[i]! + 1);
  }
  const roles: NodeRole[] = [];
  const slots = new Uint32Array(nodes);
  const counts = { upper: 0, triple: 0, pair: 0, leaf: 0, inside: 0 };
  let slotCount = 0;
  for (let i = 0; i < nodes; i++) {
    const above = trees.parent[root + i]! - root;
    const height = heights[i]!;
    const outside: NodeRole = height > 2 ? 'upper' : height === 2 ? 'triple' : height === 1 ? 'pair' : 'leaf';
    const role = i === 0 || roles[above] === 'upper' ? outside : 'inside';
    roles.push(role);
    counts[role]++;
    if (role !== 'inside') slots[i] = slotCount++;
  }
  return { root, roles, slots, slotCount, counts };
}
