import type { PreorderTrees } from '../../preorder-trees.ts';
import type { ShapPlan } from '../../tree-shap.ts';
import * as at from './layout.ts';

/**
 * What the kernel treats a node as; a tree's records stand in this order. An upper node is handled one by one, on the way
 * down and up. A triple is a node with the questions below it, under which there are only leaves (one may be a leaf
 * itself), in four kinds: 1 more where a lower node, 2 more where the upper one asks for a column again. A pair is such a
 * question, and a leaf a leaf, directly below an upper node. Nodes inside a triple or pair have no record.
 */
export const role = { upper: 0, triple: 1, pair: 5, leaf: 6, inside: 7 } as const;

/** Bytes of a record, by role. */
export const recordBytes: readonly number[] = [
  at.upperBytes,
  ...Array.from({ length: 4 }, () => at.tripleBytes),
  at.pairBytes,
  at.leafBytes,
  0,
];

/** Roles of all nodes. */
export interface NodeRoles {
  readonly roles: Uint8Array;
  /** Place of a node's slot, 0 for a root; 0 too for nodes inside a triple or pair. */
  readonly slots: Uint32Array;
  /** Number of nodes by tree and role: `recordBytes.length` figures a tree. */
  readonly counts: Uint32Array;
}

/** Edges to the farthest leaf below each node of a tree. */
function measureHeights({ starts, parent }: PreorderTrees, tree: number, heights: Uint32Array): void {
  for (let node = starts[tree + 1]! - 1, root = starts[tree]!; node > root; node--) {
    const above = parent[node]!;
    const height = heights[node]! + 1;
    if (height > heights[above]!) heights[above] = height;
  }
}

/** Assigns the nodes of a tree their roles, and slots to those that pass values on. */
function assignTree(
  { starts, parent, feature, right }: PreorderTrees,
  { previous }: ShapPlan,
  tree: number,
  heights: Uint32Array,
  { roles, slots, counts }: NodeRoles,
): void {
  const root = starts[tree]!;
  const end = starts[tree + 1]!;
  const isAgain = (node: number): boolean => feature[node] !== -1 && previous[node + 1] !== -1;
  let slot = 0;
  for (let node = root; node < end; node++) {
    const height = heights[node]!;
    let found: number = role.inside;
    if (node === root || roles[parent[node]!] === role.upper) {
      slots[node] = slot++;
      if (height > 2) found = role.upper;
      else if (height === 1) found = role.pair;
      else if (height === 0) found = role.leaf;
      else {
        const isLowerAgain = isAgain(node + 1) || isAgain(right[node]!);
        found = role.triple + (isAgain(node) ? 2 : 0) + (isLowerAgain ? 1 : 0);
      }
    }
    roles[node] = found;
    counts[tree * recordBytes.length + found]!++;
  }
}

/** Assigns the nodes of all trees their roles; tree by tree, in functions that are soon compiled. */
export function assignRoles(trees: PreorderTrees, plan: ShapPlan): NodeRoles {
  const { nodeCount, treeCount } = trees;
  const heights = new Uint32Array(nodeCount);
  const nodes = {
    roles: new Uint8Array(nodeCount),
    slots: new Uint32Array(nodeCount),
    counts: new Uint32Array(treeCount * recordBytes.length),
  };
  for (let tree = 0; tree < treeCount; tree++) {
    measureHeights(trees, tree, heights);
    assignTree(trees, plan, tree, heights, nodes);
  }
  return nodes;
}
