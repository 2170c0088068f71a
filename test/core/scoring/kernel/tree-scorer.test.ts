import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildImage } from '../../../../core/scoring/kernel/score/build-image.ts';
import { createTreeScorer, type TreeScorer } from '../../../../core/scoring/kernel/score/tree-scorer.ts';
import { preorderTrees } from '../../../../core/scoring/preorder-trees.ts';
import { createTreeEnsemble } from '../../../../core/scoring/tree-ensemble.ts';
import { seeded } from '../../../support/profile.ts';
import { randomTreeOf, treeShapes } from '../../../support/random-trees.ts';
import { ownFeatures, type TestTree, treeArrays } from '../../../support/trees.ts';

const source = 'ab'.repeat(32);

interface Case {
  readonly trees: readonly TestTree[];
  readonly columns: number;
  readonly aggregation: 'sum' | 'mean';
  readonly base: number;
}

/** The plain engine and the kernel of the same trees. */
function bothOf({ trees, columns, aggregation, base }: Case): { plain: TreeScorer['rawScores']; kernel: TreeScorer } {
  const preorder = preorderTrees(treeArrays(trees), columns);
  const image = buildImage(preorder, columns, source);
  if (image === undefined) throw new Error('these trees suit the kernel');
  const kernel = createTreeScorer(image, { aggregation, base });
  if (kernel === undefined) throw new Error('the tests run where WebAssembly has relaxed SIMD');
  const plain = createTreeEnsemble({ aggregation, base }, preorder, ownFeatures(columns));
  return { plain: (rows, out) => plain.rawScores(rows, out), kernel };
}

const columnMajor = (rows: Float32Array, columns: number): Float32Array => {
  const count = rows.length / columns;
  return Float32Array.from(rows, (_, i) => rows[(i % count) * columns + Math.floor(i / count)]!);
};

/** Every way of asking the kernel says bit for bit what the plain engine says. */
function expectEqual(one: Case, rows: Float32Array): void {
  const { plain, kernel } = bothOf(one);
  const count = rows.length / one.columns;
  const expected = new Float64Array(count);
  plain(rows, expected);
  const found = new Float64Array(count);
  kernel.rawScores(rows, found);
  expect(firstDifference(found, expected)).toBeUndefined();
  kernel.rawScoresOfColumns(columnMajor(rows, one.columns), found.fill(0));
  expect(firstDifference(found, expected)).toBeUndefined();
  for (let row = 0; row < Math.min(count, 40); row++) {
    kernel.rawScores(rows.subarray(row * one.columns, (row + 1) * one.columns), found.subarray(row, row + 1));
  }
  expect(firstDifference(found, expected)).toBeUndefined();
}

function firstDifference(found: Float64Array, expected: Float64Array) {
  const row = found.findIndex((value, i) => !Object.is(value, expected[i]));
  return row < 0 ? undefined : { row, found: found[row], expected: expected[row] };
}

const subnormal = 1e-45;
const largest = 3.4028234663852886e38;
const { NaN: missing, POSITIVE_INFINITY: infinite } = Number;
// biome-ignore format: one line says it
const odd = [missing, 0, -0, 1, -1, 0.5, infinite, -infinite, subnormal, -subnormal, largest, -largest, 16777216, 16777217];

/** Kinds of columns by how their thresholds lie: one value, a few, many, crowded, and the edges of float32. */
const thresholdKinds: readonly ((random: () => number) => number)[] = [
  () => 0.5,
  (random) => Math.floor(random() * 7),
  (random) => random() * 100 - 50,
  (random) => (random() < 0.9 ? random() * 1e-6 : random() * 1e6),
  (random) => odd[1 + Math.floor(random() * (odd.length - 1))]!,
  (random) => 2 ** (random() * 250 - 125),
];

function randomRows(random: () => number, count: number, columns: number, thresholds: readonly number[]): Float32Array {
  const near = new Float32Array(1);
  const bits = new Int32Array(near.buffer);
  return Float32Array.from({ length: count * columns }, () => {
    const kind = random();
    if (kind < 0.15) return odd[Math.floor(random() * odd.length)]!;
    if (kind < 0.3) return thresholdKinds[Math.floor(random() * thresholdKinds.length)]!(random);
    near[0] = thresholds[Math.floor(random() * thresholds.length)] ?? 0;
    if (kind < 0.7) bits[0] = bits[0]! + Math.floor(random() * 3) - 1; // the float32 before, itself, or the next
    return near[0];
  });
}

describe('the score kernel', () => {
  it('says bit for bit what the plain engine says, of random trees and rows', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom('sum' as const, 'mean' as const),
        (seed, deepest, columns, treeCount, rowCount, aggregation) => {
          const random = seeded(seed);
          const used: number[] = [];
          const kindOf = Array.from({ length: columns }, () => Math.floor(random() * thresholdKinds.length));
          const threshold = (column: number): number => {
            used.push(thresholdKinds[kindOf[column]!]!(random));
            return used.at(-1)!;
          };
          const trees = Array.from({ length: treeCount }, () => {
            const shape = treeShapes[Math.floor(random() * treeShapes.length)]!;
            const depth = Math.floor(random() * (deepest + 1));
            const leaves = 1 + Math.floor(random() * 400);
            // A full tree of depth 14 has 16,384 leaves: one level less for each that costs time and shows nothing new.
            return randomTreeOf(shape, {
              random,
              columns,
              threshold,
              leaves,
              depth: Math.min(depth, shape === 'full' ? 9 : 14),
            });
          });
          const base = aggregation === 'sum' ? random() * 4 - 2 : 0;
          expectEqual({ trees, columns, aggregation, base }, randomRows(random, rowCount, columns, used));
        },
      ),
      { numRuns: 120 },
    );
  });
});
