import * as at from '../layout';
import { explainPairs } from './pairs';
import { fillPairs, fillTriples, fillUppers } from './tables';
import { explainTriples } from './triples';
import { climbUppers, descendUppers } from './uppers';

/** Adds one pass over one tree to the sums of all blocks; `points` is a constant, so that each number gets its own code. */
// @ts-ignore: decorator
@inline
function passOver(points: i32, tree: usize, pass: usize, head: usize, blocks: u32): void {
  const uppers = tree + at.treeHeadBytes;
  const upperCount = load<u32>(tree, at.treeUppers);
  const triples0 = uppers + upperCount * at.upperBytes;
  const count0 = load<u32>(tree, at.treeTriples);
  const triples1 = triples0 + count0 * at.tripleBytes;
  const count1 = load<u32>(tree, at.treeTriples + 4);
  const triples2 = triples1 + count1 * at.tripleBytes;
  const count2 = load<u32>(tree, at.treeTriples + 8);
  const triples3 = triples2 + count2 * at.tripleBytes;
  const count3 = load<u32>(tree, at.treeTriples + 12);
  const pairs = triples3 + count3 * at.tripleBytes;
  const pairCount = load<u32>(tree, at.treePairs);

  const upperTable: usize = load<u32>(head, at.headTables);
  const table0 = fillUppers(upperTable, uppers, upperCount, pass);
  const table1 = fillTriples(table0, triples0, count0, pass, false, false);
  const table2 = fillTriples(table1, triples1, count1, pass, false, true);
  const table3 = fillTriples(table2, triples2, count2, pass, true, false);
  const pairTable = fillTriples(table3, triples3, count3, pass, true, true);
  fillPairs(pairTable, pairs, pairCount, pass);

  const root: usize = load<u32>(head, at.headSlots);
  for (let point: usize = 0; point < 4; point++) {
    v128.store(root + 16 * point, v128.load_splat<f32>(pass + 4 * point, at.pointWeight));
  }
  const leaves = pairs + pairCount * at.pairBytes;
  const end = leaves + load<u32>(tree, at.treeLeaves) * at.leafBytes;
  for (let leaf = leaves; leaf < end; leaf += at.leafBytes) {
    const slot: usize = load<u32>(leaf, at.leafSlot);
    const value = v128.load_splat<f32>(leaf, at.leafValue);
    for (let point: usize = 0; point < 4; point++) v128.store(slot + 16 * point, value, at.slotS);
  }

  const t0 = v128.load_splat<f32>(pass, at.pointT);
  const t1 = v128.load_splat<f32>(pass, at.pointT + 4);
  const t2 = v128.load_splat<f32>(pass, at.pointT + 8);
  const t3 = v128.load_splat<f32>(pass, at.pointT + 12);
  const blockBytes = load<u32>(head, at.headAskedCount) * at.vectorBytes;
  const sumBytes = load<u32>(head, at.headFeatureCount) * at.vectorBytes;
  let x: usize = load<u32>(head, at.headBlocks);
  let sums: usize = load<u32>(head, at.headSums);
  for (let block: u32 = 0; block < blocks; block++) {
    descendUppers(points, uppers, upperCount, upperTable, x, t0, t1, t2, t3);
    explainTriples(points, false, false, triples0, count0, table0, x, sums, t0, t1, t2, t3);
    explainTriples(points, false, true, triples1, count1, table1, x, sums, t0, t1, t2, t3);
    explainTriples(points, true, false, triples2, count2, table2, x, sums, t0, t1, t2, t3);
    explainTriples(points, true, true, triples3, count3, table3, x, sums, t0, t1, t2, t3);
    explainPairs(points, pairs, pairCount, pairTable, x, sums, t0, t1, t2, t3);
    climbUppers(points, uppers, upperCount, upperTable, sums);
    x += blockBytes;
    sums += sumBytes;
  }
}

function passOver2(tree: usize, pass: usize, head: usize, blocks: u32): void {
  passOver(2, tree, pass, head, blocks);
}

function passOver3(tree: usize, pass: usize, head: usize, blocks: u32): void {
  passOver(3, tree, pass, head, blocks);
}

function passOver4(tree: usize, pass: usize, head: usize, blocks: u32): void {
  passOver(4, tree, pass, head, blocks);
}

/** Adds one tree to the sums of all blocks. @returns the number of passes it took */
export function explainTree(tree: usize, head: usize, blocks: u32): u32 {
  const passes = load<u32>(tree, at.treePassCount);
  let pass: usize = load<u32>(tree, at.treePasses);
  for (let i: u32 = 0; i < passes; i++) {
    const points = load<u32>(pass, at.pointCount);
    if (points == 2) passOver2(tree, pass, head, blocks);
    else if (points == 3) passOver3(tree, pass, head, blocks);
    else passOver4(tree, pass, head, blocks);
    pass += at.pointBytes;
  }
  return passes;
}
