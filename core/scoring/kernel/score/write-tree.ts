import type { PreorderTrees } from '../../preorder-trees.ts';
import type { NodeBins } from './feature-bins.ts';
import {
  blocksAt,
  groupRows,
  highestBin,
  perfectDepth,
  perfectLayout,
  sweepBytes,
  sweepKinds,
  topAndTail,
  walkBytes,
} from './image.ts';
import { heightsOf, type TreePlan } from './tree-plan.ts';

/** What trees are written from. */
export interface TreeSource {
  readonly trees: PreorderTrees;
  readonly bins: NodeBins;
}

const floatBytes = new DataView(new ArrayBuffer(4));

/** Writes a float32 as byte `i` of four planes, 16 to a table. */
function writePlanes(view: DataView, at: number, i: number, value: number): void {
  floatBytes.setFloat32(0, value, true);
  const place = at + 64 * (i >> 4) + (i & 15);
  for (let plane = 0; plane < 4; plane++) view.setUint8(place + 16 * plane, floatBytes.getUint8(plane));
}

/** The column's bins, as a distance from where all bins begin. */
const binsAt = (bins: NodeBins, node: number): number => bins.column[node]! * groupRows;

/** A node at a place of a tree, or the leaf that all rows come to there. */
interface Placed {
  readonly inner: number | undefined;
  readonly leaf: number;
}

const placed = ({ feature }: PreorderTrees, node: number): Placed => ({
  inner: feature[node]! < 0 ? undefined : node,
  leaf: node,
});

const childrenOf = (trees: PreorderTrees, { inner, leaf }: Placed): readonly [left: Placed, right: Placed] =>
  inner === undefined
    ? [placed(trees, leaf), placed(trees, leaf)]
    : [placed(trees, inner + 1), placed(trees, trees.right[inner]!)];

/**
 * The levels above `depth`, padded: what is not there asks for the first column and sends all left.
 *
 * @returns what lies below, from left to right
 */
function writeLevels(view: DataView, at: number, depth: number, { trees, bins }: TreeSource, tree: number): Placed[] {
  const { thresholdsAt } = perfectLayout(depth);
  let level = [placed(trees, trees.starts[tree]!)];
  for (let above = 0; above < depth; above++) {
    for (const [position, { inner }] of level.entries()) {
      const lastLeft = inner === undefined ? highestBin : bins.lastLeft[inner]!;
      const threshold = at + thresholdsAt + 16 * above + position;
      view.setUint32(at + 4 * (2 ** above - 1 + position), inner === undefined ? 0 : binsAt(bins, inner), true);
      for (let copy = 0; copy < (above === 0 ? 16 : 1); copy++) view.setInt8(threshold + copy, lastLeft);
    }
    level = level.flatMap((place) => childrenOf(trees, place));
  }
  return level;
}

/** A tree padded to `depth`, with equal leaves below what is not there. */
export function writePerfect(view: DataView, at: number, depth: number, source: TreeSource, tree: number): void {
  const leaves = writeLevels(view, at, depth, source, tree);
  for (const [i, { leaf }] of leaves.entries()) {
    writePlanes(view, at + perfectLayout(depth).leavesAt, i, source.trees.value[leaf]!);
  }
}

/** The padded top of a tree, and below it blocks numbered like heaps; see the assembly's tail.ts. */
export function writeTopAndTail(view: DataView, at: number, source: TreeSource, tree: number): void {
  const { trees, bins } = source;
  const { topDepth, depth, blockBytes } = topAndTail;
  for (const [i, top] of writeLevels(view, at, topDepth, source, tree).entries()) {
    const block = at + blocksAt + blockBytes * i;
    let word = 1;
    let level = [top];
    for (let above = topDepth; above < depth; above++) {
      for (const { inner } of level) {
        view.setUint16(block + 4 * word, inner === undefined ? 0 : binsAt(bins, inner), true);
        view.setInt8(block + 4 * word++ + 2, inner === undefined ? highestBin : bins.lastLeft[inner]!);
      }
      level = level.flatMap((place) => childrenOf(trees, place));
    }
    for (const { leaf } of level) view.setFloat32(block + 4 * word++, trees.value[leaf]!, true);
  }
}

const fourTimes = (byte: number): number => Math.imul(byte & 255, 0x01010101) >>> 0;

/** The nodes of a sweep in preorder, and what it ends with: leaves, or where to walk on, numbered from left to right. */
export function writeSweep(
  view: DataView,
  at: number,
  { sweepCount, steps, kind }: TreePlan,
  { trees, bins }: TreeSource,
  tree: number,
  walkNumber: Uint32Array,
): void {
  const root = trees.starts[tree]!;
  const heights = heightsOf(trees, tree);
  const exitsAt = at + sweepBytes * sweepCount;
  let swept = 0;
  let exits = 0;
  const open: { record: number; until: number }[] = []; // nodes whose right side is still to come
  for (let node = root; node < trees.starts[tree + 1]!; ) {
    for (let top = open.at(-1); top !== undefined && top.until === node; top = open.at(-1)) {
      view.setUint32(top.record + 8, fourTimes(exits), true);
      open.pop();
    }
    if (heights[node - root]! > steps) {
      const record = at + sweepBytes * swept++;
      view.setUint32(record, fourTimes(bins.lastLeft[node]! + 1), true);
      view.setUint32(record + 4, fourTimes(exits), true);
      view.setUint32(record + 12, binsAt(bins, node), true);
      open.push({ record, until: trees.right[node]! });
      node++;
      continue;
    }
    if (kind === sweepKinds.walk) view.setUint32(exitsAt + 4 * exits, walkNumber[node]!, true);
    else if (kind === sweepKinds.values) view.setFloat32(exitsAt + 4 * exits, trees.value[node]!, true);
    else writePlanes(view, exitsAt, exits, trees.value[node]!);
    exits++;
    node = endOf(trees, tree, node);
  }
}

/** The node behind all that lie below a node. */
function endOf({ feature, right, starts }: PreorderTrees, tree: number, node: number): number {
  let last = node;
  while (feature[last]! >= 0) last = right[last]!;
  return Math.min(last + 1, starts[tree + 1]!);
}

/**
 * Numbers the nodes so that two children stand side by side, and writes them to walk over.
 *
 * @returns number of each node
 */
export function writeWalk(view: DataView, nodesAt: number, valuesAt: number, { trees, bins }: TreeSource): Uint32Array {
  const { feature, right, value, starts, nodeCount, treeCount } = trees;
  const numbers = new Uint32Array(nodeCount);
  for (let tree = 0; tree < treeCount; tree++) {
    const root = starts[tree]!;
    numbers[root] = root;
    let next = root + 1;
    for (let node = root; node < starts[tree + 1]!; node++) {
      const number = numbers[node]!;
      const at = nodesAt + walkBytes * number;
      if (feature[node]! < 0) {
        view.setUint32(at, highestBin, true);
        view.setUint32(at + 4, number, true);
        view.setFloat32(valuesAt + 4 * number, value[node]!, true);
        continue;
      }
      view.setUint32(at, ((binsAt(bins, node) << 8) | (bins.lastLeft[node]! & 255)) >>> 0, true);
      view.setUint32(at + 4, next, true);
      numbers[node + 1] = next;
      numbers[right[node]!] = next + 1;
      next += 2;
    }
  }
  return numbers;
}

/** Whether a plan is that of a perfect tree. */
export const isPerfect = ({ kind }: TreePlan): boolean => kind <= perfectDepth;
