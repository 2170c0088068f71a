import type { PreorderTrees } from '../../preorder-trees.ts';
import type { ShapPlan } from '../../tree-shap.ts';
import type { AskedColumns } from './asked-columns.ts';
import * as at from './layout.ts';
import { type NodeRoles, recordBytes, role } from './node-roles.ts';
import type { Passes } from './write-passes.ts';

/** What trees are written from, and the places that their records name. */
export interface TreeSource {
  readonly trees: PreorderTrees;
  readonly plan: ShapPlan;
  readonly nodes: NodeRoles;
  readonly asked: AskedColumns;
  /** The sum that a column's contribution is added to. */
  readonly featureOfColumn: Uint32Array;
  readonly slotsPlace: number;
  /** A vector of ones: o of a column that was not asked for above. */
  readonly onesPlace: number;
}

/** Bytes of a tree's head and records. */
export function treeBytesOf({ counts }: NodeRoles, tree: number): number {
  return recordBytes.reduce((sum, bytes, i) => sum + bytes * counts[tree * recordBytes.length + i]!, at.treeHeadBytes);
}

/** Makes a function that writes a tree's head and records to a place and returns the place after them. */
export function treeWriter(buffer: ArrayBuffer, source: TreeSource) {
  const { trees, plan, nodes, asked, featureOfColumn, slotsPlace, onesPlace } = source;
  const { feature, threshold, defaultLeft, value, right, parent } = trees;
  const { roles, slots, counts } = nodes;
  const words = new Uint32Array(buffer);
  const reals = new Float32Array(buffer);
  const slotOf = (node: number): number => slotsPlace + slots[node]! * at.slotBytes;

  const writeAsk = (to: number, node: number): void => {
    const edge = plan.previous[node + 1]!;
    const z = plan.passed[node + 1]!;
    const column = feature[node]!;
    let was = onesPlace;
    let zBefore = 1;
    if (edge !== -1) {
      const above = parent[edge]!;
      was = slotOf(above) + (edge === above + 1 ? at.slotLeft : at.slotRight);
      zBefore = plan.passed[edge]!;
    }
    words[(to + at.askX) >> 2] = asked.places[2 * column + defaultLeft[node]!]! * at.vectorBytes;
    words[(to + at.askSum) >> 2] = featureOfColumn[column]! * at.vectorBytes;
    words[(to + at.askWas) >> 2] = was;
    reals[(to + at.askThreshold) >> 2] = threshold[node]!;
    reals[(to + at.askZ) >> 2] = z;
    reals[(to + at.askZBefore) >> 2] = zBefore;
    reals[(to + at.askShare) >> 2] = z / zBefore;
  };

  /** A question above two leaves, or a leaf as one that changes nothing. */
  const writeLowest = (to: number, node: number): void => {
    if (feature[node] === -1) {
      words[(to + at.askWas) >> 2] = onesPlace;
      reals[(to + at.askBase) >> 2] = value[node]!; // all else is 0
      return;
    }
    const ifRight = value[right[node]!]!;
    writeAsk(to, node);
    reals[(to + at.askStep) >> 2] = value[node + 1]! - ifRight;
    reals[(to + at.askBase) >> 2] = ifRight;
  };

  const writeNode = (to: number, node: number, found: number): void => {
    words[to >> 2] = slotOf(node); // first in every record
    if (found === role.upper) {
      words[(to + at.upperLeft) >> 2] = slotOf(node + 1);
      words[(to + at.upperRight) >> 2] = slotOf(right[node]!);
      words[(to + at.upperAgain) >> 2] = plan.previous[node + 1] === -1 ? 0 : 1;
      writeAsk(to + at.upperAsk, node);
    } else if (found === role.pair) {
      writeLowest(to + at.pairAsk, node);
    } else if (found === role.leaf) {
      reals[(to + at.leafValue) >> 2] = value[node]!;
    } else {
      writeAsk(to + at.tripleAsk, node);
      writeLowest(to + at.tripleLeftAsk, node + 1);
      writeLowest(to + at.tripleRightAsk, right[node]!);
    }
  };

  return (place: number, tree: number, passes: Passes): number => {
    const count = counts.subarray(tree * recordBytes.length, (tree + 1) * recordBytes.length);
    const next = new Uint32Array(recordBytes.length);
    let end = place + at.treeHeadBytes;
    for (const [i, bytes] of recordBytes.entries()) {
      next[i] = end;
      end += bytes * count[i]!;
    }
    words[(place + at.treePasses) >> 2] = passes.place;
    words[(place + at.treePassCount) >> 2] = passes.count;
    words[(place + at.treeBytes) >> 2] = end - place;
    words.set(count.subarray(0, role.inside), (place + at.treeCounts) >> 2);
    for (let node = trees.starts[tree]!; node < trees.starts[tree + 1]!; node++) {
      const found = roles[node]!;
      if (found === role.inside) continue;
      writeNode(next[found]!, node, found);
      next[found]! += recordBytes[found]!;
    }
    return end;
  };
}
