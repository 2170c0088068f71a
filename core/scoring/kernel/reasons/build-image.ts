import { allocator } from '../../../wasm/wasm.ts';
import type { TreesToExplain } from '../../trees-to-explain.ts';
import { askedColumns } from './asked-columns.ts';
import * as at from './layout.ts';
import { assignRoles, type NodeRoles, recordBytes, role } from './node-roles.ts';
import { countNodes, isSmall, writeSmallTrees } from './small-trees.ts';
import { type Passes, passCountOf, writePasses } from './write-passes.ts';
import { treeBytesOf, treeWriter } from './write-tree.ts';

/** Bytes that a pass over a tree works in, at most. */
function workspaceOf({ counts }: NodeRoles, tree: number): { slotBytes: number; tableBytes: number } {
  const count = counts.subarray(tree * recordBytes.length, (tree + 1) * recordBytes.length);
  const triples = count.subarray(role.triple, role.pair).reduce((sum, some) => sum + some, 0);
  const single = count[role.upper]! + count[role.pair]!;
  return {
    slotBytes: (triples + single + count[role.leaf]!) * at.slotBytes,
    tableBytes: (3 * triples + single) * at.tableAgainBytes,
  };
}

/**
 * The chosen trees as the kernel wants them in its memory from {@link at.imagePlace} on: the head, what the head points
 * to, and the trees. What the kernel works in comes behind and is not part of the image.
 */
export function buildReasonsImage({ trees, plan, chosen: all, scale, columns }: TreesToExplain): Uint8Array {
  const { columnCount, featureCount, featureOfColumn } = columns;
  const asked = askedColumns(trees, columnCount);
  const small = all.filter((tree) => isSmall(trees, tree));
  const chosen = all.filter((tree) => !isSmall(trees, tree));
  const smallNodes = countNodes(trees, small);
  const inner = Math.ceil(smallNodes / 2); // questions, and groups
  const slotCount = 2 ** Math.ceil(Math.log2(2 * inner + 1));
  const nodes = assignRoles(trees, plan);
  const pointsOf = (tree: number): number => plan.quadratures[tree]!.points.length;
  const needs = chosen.map((tree) => workspaceOf(nodes, tree));
  const blocks = at.rowsPerCall / at.lanes;

  const allocate = allocator(at.imagePlace);
  const head = allocate(at.headBytes);
  const onesPlace = allocate(at.vectorBytes);
  const passPlaces = new Map<number, number>();
  for (const points of new Set(chosen.map(pointsOf))) {
    passPlaces.set(points, allocate(passCountOf(points) * at.pointBytes));
  }
  const askedPlace = allocate(asked.columns.length * at.askedBytes);
  const treesPlace = allocate(chosen.reduce((sum, tree) => sum + treeBytesOf(nodes, tree), 0));
  const smallPlace = allocate(small.length * at.smallBytes);
  const nodesPlace = allocate(smallNodes * at.nodeBytes);
  const featureOfColumnPlace = allocate(4 * columnCount);
  const imageEnd = allocate(0);
  const questionsPlace = allocate(inner * at.questionBytes);
  const questionSlots = allocate(4 * slotCount);
  const groupSlots = allocate(4 * slotCount);
  const groupsPlace = allocate(inner * at.groupBytes);
  const answersPlace = allocate((1 + inner) * at.answerBytes);
  const draftPlace = allocate(at.draftBytes);
  const groupTables = allocate(inner * at.groupQuestions * at.planesBytes);
  const slotsPlace = allocate(needs.reduce((most, { slotBytes }) => Math.max(most, slotBytes), 0));
  const tablesPlace = allocate(needs.reduce((most, { tableBytes }) => Math.max(most, tableBytes), 0));
  const blocksPlace = allocate(blocks * asked.columns.length * at.vectorBytes);
  const sumsPlace = allocate(blocks * featureCount * at.vectorBytes);
  const rowsPlace = allocate(4 * at.rowsPerPart * columnCount);
  const outPlace = allocate(8 * at.rowsPerCall * featureCount);

  const buffer = new ArrayBuffer(imageEnd); // places count from the beginning of memory
  const view = new DataView(buffer);
  const words: readonly (readonly [place: number, value: number])[] = [
    [at.headTrees, treesPlace],
    [at.headTreeCount, chosen.length],
    [at.headAsked, askedPlace],
    [at.headAskedCount, asked.columns.length],
    [at.headColumnCount, columnCount],
    [at.headFeatureCount, featureCount],
    [at.headRows, rowsPlace],
    [at.headBlocks, blocksPlace],
    [at.headSums, sumsPlace],
    [at.headSlots, slotsPlace],
    [at.headTables, tablesPlace],
    [at.headOut, outPlace],
    [at.headMemory, allocate(0)],
    [at.headSmallCount, small.length],
    [at.headSmall, smallPlace],
    [at.headNodes, nodesPlace],
    [at.headFeatureOfColumn, featureOfColumnPlace],
    [at.headQuestions, questionsPlace],
    [at.headQuestionSlots, questionSlots],
    [at.headGroupSlots, groupSlots],
    [at.headSlotCount, slotCount],
    [at.headGroups, groupsPlace],
    [at.headGroupTables, groupTables],
    [at.headAnswers, answersPlace],
    [at.headDraft, draftPlace],
  ];
  for (const [place, value] of words) view.setUint32(head + place, value, true);
  view.setFloat64(head + at.headScale, scale, true);
  for (let lane = 0; lane < at.lanes; lane++) view.setFloat32(onesPlace + 4 * lane, 1, true);
  for (const [i, { column, missing }] of asked.columns.entries()) {
    view.setUint32(askedPlace + i * at.askedBytes + at.askedColumn, column, true);
    view.setFloat32(askedPlace + i * at.askedBytes + at.askedMissing, missing, true);
  }
  const passes = new Map<number, Passes>();
  for (const [points, place] of passPlaces) passes.set(points, writePasses(view, place, points));
  const write = treeWriter(buffer, { trees, plan, nodes, asked, featureOfColumn, slotsPlace, onesPlace });
  let next = treesPlace;
  for (const tree of chosen) next = write(next, tree, passes.get(pointsOf(tree))!);
  new Uint32Array(buffer, featureOfColumnPlace, columnCount).set(featureOfColumn);
  writeSmallTrees(buffer, { trees, plan, asked }, small, smallPlace, nodesPlace);
  return new Uint8Array(buffer, at.imagePlace);
}
