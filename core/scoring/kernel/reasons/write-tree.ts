import type { PreorderTrees } from '../../preorder-trees.ts';
import type { ShapPlan } from '../../tree-shap.ts';
import type { AskedColumns } from './asked-columns.ts';
import * as at from './layout.ts';
import type { NodeRole, TreeShape } from './tree-shape.ts';
import type { Passes } from './write-passes.ts';

/** What trees are written from, and the places that their records name. */
export interface TreeSource {
  readonly trees: PreorderTrees;
  readonly plan: ShapPlan;
  readonly asked: AskedColumns;
  /** Sums that each column's contribution is added to. */
  readonly featureOfColumn: ArrayLike<number>;
  readonly slotsPlace: number;
  /** A vector of ones, the o of a column that was not asked for above. */
  readonly onesPlace: number;
}

/** Bytes that a tree's records take. */
export const treeBytesOf = ({ counts }: TreeShape): number =>
  at.treeHeadBytes +
  counts.upper * at.upperBytes +
  counts.triple * at.tripleBytes +
  counts.pair * at.pairBytes +
  counts.leaf * at.leafBytes;

/** Writes one tree's records from `place`. */
export function writeTree(
  memory: DataView,
  place: number,
  source: TreeSource,
  shape: TreeShape,
  { place: passesPlace, count: passCount }: Passes,
): void {
  const { trees, plan, asked, featureOfColumn, slotsPlace, onesPlace } = source;
  const { root, roles, slots, counts } = shape;
  const word = (to: number, value: number): void => memory.setUint32(to, value, true);
  const real = (to: number, value: number): void => memory.setFloat32(to, value, true);
  const slotOf = (node: number): number => slotsPlace + slots[node - root]! * at.slotBytes;
  const isAgain = (node: number): boolean => trees.feature[node] !== -1 && plan.previous[node + 1] !== -1;

  const writeAsk = (to: number, node: number): void => {
    const edge = plan.previous[node + 1]!;
    const z = plan.passed[node + 1]!;
    const zBefore = edge === -1 ? 1 : plan.passed[edge]!;
    const above = edge === -1 ? -1 : trees.parent[edge]!;
    word(to + at.askX, asked.placeOf(node) * at.vectorBytes);
    word(to + at.askSum, featureOfColumn[trees.feature[node]!]! * at.vectorBytes);
    word(to + at.askWas, edge === -1 ? onesPlace : slotOf(above) + (edge === above + 1 ? at.slotLeft : at.slotRight));
    real(to + at.askThreshold, trees.threshold[node]!);
    real(to + at.askZ, z);
    real(to + at.askZBefore, zBefore);
    real(to + at.askShare, z / zBefore);
  };

  /** A question above two leaves, or a leaf as one that changes nothing. */
  const writeLowest = (to: number, node: number): void => {
    if (trees.feature[node] === -1) {
      word(to + at.askWas, onesPlace);
      real(to + at.askBase, trees.value[node]!); // all else is 0
      return;
    }
    const right = trees.value[trees.right[node]!]!;
    writeAsk(to, node);
    real(to + at.askStep, trees.value[node + 1]! - right);
    real(to + at.askBase, right);
  };

  const nodesOf = (role: NodeRole): number[] => roles.flatMap((found, i) => (found === role ? [root + i] : []));
  const kindOf = (node: number): number =>
    (isAgain(node) ? 2 : 0) + (isAgain(node + 1) || isAgain(trees.right[node]!) ? 1 : 0);

  word(place + at.treePasses, passesPlace);
  word(place + at.treePassCount, passCount);
  word(place + at.treeBytes, treeBytesOf(shape));
  word(place + at.treeUppers, counts.upper);
  word(place + at.treePairs, counts.pair);
  word(place + at.treeLeaves, counts.leaf);
  let to = place + at.treeHeadBytes;
  for (const node of nodesOf('upper')) {
    word(to + at.upperSlot, slotOf(node));
    word(to + at.upperLeft, slotOf(node + 1));
    word(to + at.upperRight, slotOf(trees.right[node]!));
    word(to + at.upperAgain, isAgain(node) ? 1 : 0);
    writeAsk(to + at.upperAsk, node);
    to += at.upperBytes;
  }
  const triples = nodesOf('triple');
  for (let kind = 0; kind < 4; kind++) {
    const ofKind = triples.filter((node) => kindOf(node) === kind);
    word(place + at.treeTriples + 4 * kind, ofKind.length);
    for (const node of ofKind) {
      word(to + at.tripleSlot, slotOf(node));
      writeAsk(to + at.tripleAsk, node);
      writeLowest(to + at.tripleLeftAsk, node + 1);
      writeLowest(to + at.tripleRightAsk, trees.right[node]!);
      to += at.tripleBytes;
    }
  }
  for (const node of nodesOf('pair')) {
    word(to + at.pairSlot, slotOf(node));
    writeLowest(to + at.pairAsk, node);
    to += at.pairBytes;
  }
  for (const node of nodesOf('leaf')) {
    word(to + at.leafSlot, slotOf(node));
    real(to + at.leafValue, trees.value[node]!);
    to += at.leafBytes;
  }
}
