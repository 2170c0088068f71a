import type { PreorderTrees } from '../../preorder-trees.ts';
import {
  blocksAt,
  groupRows,
  perfectDepth,
  perfectLayout,
  sweepBytes,
  sweepKinds,
  sweepNodes,
  topAndTail,
} from './image.ts';

/** How the kernel asks one tree. */
export interface TreePlan {
  /** 1 to 6, or one of `sweepKinds`, or that of `topAndTail`. */
  readonly kind: number;
  /** Edges to the deepest leaf. */
  readonly depth: number;
  /** Nodes of the sweep: those with more than `steps` levels below them; all if `steps` is 0. */
  readonly sweepCount: number;
  readonly steps: number;
  /** Bytes of what the kernel reads besides the nodes to walk over. */
  readonly bytes: number;
}

/*
 * What the ways cost for a group of 64 rows, in nanoseconds as measured by bench/kernel.ts; only ratios matter. A sweep
 * pays for every node, a walk for every level and row, a perfect tree for its depth whether the nodes are there or not.
 */
const perfectCost = [0, 6, 9, 15, 24, 45, 84];
const sweepNodeCost = 1.35;
const planesCost = 19;
const valuesCost = 36;
const walkCost = 90;
const walkStepCost = 90;
const topAndTailCost = 175;

const cost = (kind: number, nodes: number, steps: number): number => {
  if (kind <= perfectDepth) return perfectCost[kind]!;
  if (kind === topAndTail.kind) return topAndTailCost;
  const ends = { [sweepKinds.planes]: planesCost, [sweepKinds.values]: valuesCost }[kind] ?? walkCost;
  return nodes * sweepNodeCost + ends + steps * walkStepCost;
};

const sweepKindOf = (nodes: number, steps: number): number => {
  if (steps > 0) return sweepKinds.walk;
  return nodes < groupRows ? sweepKinds.planes : sweepKinds.values;
};

/** Levels below each node of a tree, by the node's place in it. */
export function heightsOf({ starts, feature, right }: PreorderTrees, tree: number): Uint32Array {
  const root = starts[tree]!;
  const heights = new Uint32Array(starts[tree + 1]! - root);
  for (let i = heights.length - 1; i >= 0; i--) {
    if (feature[root + i]! >= 0) heights[i] = 1 + Math.max(heights[i + 1]!, heights[right[root + i]! - root]!);
  }
  return heights;
}

/**
 * Chooses the way that costs least.
 *
 * @param binCount - columns of bins of the whole model
 */
export function planTree(trees: PreorderTrees, tree: number, binCount: number): TreePlan {
  const heights = heightsOf(trees, tree);
  const depth = heights[0]!;
  const higher = new Uint32Array(depth + 2); // nodes with at least so many levels below them
  for (const height of heights) higher[height]!++;
  for (let height = depth; height > 0; height--) higher[height - 1]! += higher[height]!;
  let best = { kind: 0, sweepCount: 0, steps: 0, cost: Number.POSITIVE_INFINITY };
  const consider = (kind: number, sweepCount: number, steps: number): void => {
    const found = cost(kind, sweepCount, steps);
    if (found < best.cost) best = { kind, sweepCount, steps, cost: found };
  };
  for (let steps = 0; steps <= depth; steps++) {
    const nodes = higher[steps + 1]!;
    if (nodes <= sweepNodes) consider(sweepKindOf(nodes, steps), nodes, steps);
  }
  if (depth >= 1 && depth <= perfectDepth) consider(depth, 0, 0);
  const narrow = binCount <= topAndTail.mostColumns;
  if (depth > perfectDepth && depth <= topAndTail.depth && narrow) consider(topAndTail.kind, 0, 0);
  const { kind, sweepCount, steps } = best;
  return { kind, depth, sweepCount, steps, bytes: bytesOf(kind, sweepCount) };
}

function bytesOf(kind: number, sweepCount: number): number {
  if (kind <= perfectDepth) return perfectLayout(kind).bytes;
  if (kind === topAndTail.kind) return blocksAt + topAndTail.blockBytes * 2 ** topAndTail.topDepth;
  const leaves = kind === sweepKinds.planes ? 4 * groupRows : 4 * (sweepCount + 1);
  return sweepBytes * sweepCount + Math.ceil(leaves / 16) * 16;
}
