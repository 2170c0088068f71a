import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ColumnMap } from '../../../../core/scoring/column-map.ts';
import { createTreeExplainer } from '../../../../core/scoring/explain-trees.ts';
import { buildReasonsImage } from '../../../../core/scoring/kernel/reasons/build-image.ts';
import { openReasonsKernel } from '../../../../core/scoring/kernel/reasons/reasons-kernel.ts';
import { suitsKernel } from '../../../../core/scoring/kernel/reasons/suits-kernel.ts';
import { createPlainExplainer } from '../../../../core/scoring/plain-explainer.ts';
import { type PreorderTrees, preorderTrees } from '../../../../core/scoring/preorder-trees.ts';
import { planShap } from '../../../../core/scoring/tree-shap.ts';
import { chainTree, drawRows, fullTree } from '../../../support/deep-trees.ts';
import { seeded } from '../../../support/profile.ts';
import { someRow, someTree } from '../../../support/some-tree.ts';
import { ownFeatures, type TestTree, treeArrays } from '../../../support/trees.ts';

const leaf = (value: number, cover: number): TestTree => ({ value, cover });

const treesOf = (tests: readonly TestTree[], columnCount: number): PreorderTrees =>
  preorderTrees(treeArrays(tests), columnCount);

/** Contributions by both, for all trees, and whether the kernel took each. */
function explainBoth(trees: PreorderTrees, columns: ColumnMap, rows: Float32Array, scale = 1) {
  const plan = planShap(trees);
  const chosen = Array.from({ length: trees.treeCount }, (_, tree) => tree);
  const kernel = openReasonsKernel(buildReasonsImage({ trees, plan, chosen, scale, columns }));
  if (kernel === undefined) throw new Error('this runtime lacks relaxed SIMD');
  const size = (rows.length / columns.columnCount) * columns.featureCount;
  const [found, expected] = [new Float64Array(size), new Float64Array(size)];
  kernel(rows, found);
  createPlainExplainer({ trees, plan, chosen, scale, columns })(rows, expected);
  return { found, expected, suits: chosen.map((tree) => suitsKernel(trees, plan, tree)) };
}

/** Largest |difference|; NaN if there is one. */
const farthest = (found: Float64Array, expected: Float64Array): number =>
  found.reduce((most, x, i) => {
    const difference = Math.abs(x - expected[i]!);
    return difference <= most ? most : difference;
  }, 0);

const allowed = 5e-6; // of log-odds, as leaves here say at most 0.5, or 3 in few trees

describe('openReasonsKernel', () => {
  it('agrees with the plain engine on any trees and rows', () => {
    const columns = 5;
    const rows = fc.array(someRow(columns), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(someTree(columns, 14), { minLength: 1, maxLength: 5 }), rows, (tests, some) => {
        const both = explainBoth(treesOf(tests, columns), ownFeatures(columns), Float32Array.from(some.flat()));
        expect(farthest(both.found, both.expected)).toBeLessThan(allowed);
      }),
      { numRuns: 400 },
    );
  });

  it('agrees on many small trees that ask the same questions, some twice on a path', () => {
    const random = seeded(11);
    const pick = (count: number): number => Math.floor(random() * count);
    const draw = (depth: number): TestTree => {
      if (depth === 0 || random() < 0.15) return leaf(random() - 0.5, 1 + pick(50));
      const missing = random() < 0.5 ? 'left' : 'right';
      return { column: pick(4), below: pick(2), missing, left: draw(depth - 1), right: draw(depth - 1) };
    };
    const columns = { columnCount: 4, featureCount: 3, featureOfColumn: Uint32Array.of(1, 0, 0, 2) };
    for (const depth of [2, 3, 4, 5]) {
      const tests = Array.from({ length: 60 }, () => draw(depth));
      const rows = Float32Array.from({ length: 4 * 70 }, () => (random() < 0.1 ? Number.NaN : pick(3) - 0.5));
      const { found, expected } = explainBoth(treesOf(tests, 4), columns, rows);
      expect(farthest(found, expected)).toBeLessThan(allowed);
    }
  });

  it.each(Array.from({ length: 12 }, (_, depth) => [depth]))('agrees on full trees of depth %i', (depth) => {
    const random = seeded(depth);
    for (const columns of [3, 40]) {
      const tests = Array.from({ length: depth < 8 ? 20 : 2 }, () => fullTree(random, depth, columns));
      const rows = drawRows(random, 13, columns);
      const { found, expected, suits } = explainBoth(treesOf(tests, columns), ownFeatures(columns), rows);
      expect(suits).not.toContain(false);
      expect(farthest(found, expected)).toBeLessThan(allowed);
    }
  });

  it.each([
    [13, 13],
    [14, 14],
    [14, 5],
    [16, 16],
    [20, 20],
    [32, 32],
    [200, 9],
  ])('agrees on chains of %i questions about %i columns', (depth, columns) => {
    const random = seeded(depth);
    const tests = Array.from({ length: 30 }, () => chainTree(random, depth, columns));
    const rows = drawRows(random, 9, columns);
    const { found, expected, suits } = explainBoth(treesOf(tests, columns), ownFeatures(columns), rows);
    expect(suits).not.toContain(false);
    expect(farthest(found, expected)).toBeLessThan(allowed);
  });

  it('keeps the sums of a thousand trees as close', () => {
    const random = seeded(3);
    const tests = Array.from({ length: 1000 }, () => fullTree(random, 5, 8));
    const { found, expected } = explainBoth(treesOf(tests, 8), ownFeatures(8), drawRows(random, 8, 8));
    expect(farthest(found, expected)).toBeLessThan(allowed);
  });

  it.each([0, 1, 3, 4, 5, 63, 64, 65, 200])('says of %i rows what it says of each alone', (rowCount) => {
    const random = seeded(rowCount);
    const columns = ownFeatures(6);
    const some = [
      fullTree(random, 6, 6),
      fullTree(random, 3, 6),
      chainTree(random, 9, 6),
      leaf(1, 1),
      fullTree(random, 4, 6),
    ];
    const trees = treesOf(some, 6);
    const rows = drawRows(random, rowCount, 6);
    const { found } = explainBoth(trees, columns, rows);
    for (let row = 0; row < rowCount; row++) {
      const alone = explainBoth(trees, columns, rows.subarray(6 * row, 6 * row + 6)).found;
      expect(Array.from(found.subarray(6 * row, 6 * row + 6))).toEqual(Array.from(alone));
    }
  });

  it.each([0, 1, 63, 65, 256, 300])('says the same of %i rows that are given as columns', (rowCount) => {
    const random = seeded(rowCount);
    const width = 40;
    const tests = [fullTree(random, 3, width), fullTree(random, 6, width), chainTree(random, 40, width)];
    const rows = drawRows(random, rowCount, width);
    const columns = Float32Array.from(rows.keys(), (i) => rows[(i % rowCount) * width + Math.floor(i / rowCount)]!);
    const explain = createTreeExplainer(treesOf(tests, width), 1, ownFeatures(width));
    const [found, expected] = [new Float64Array(rows.length), new Float64Array(rows.length)];
    explain(columns, found, true);
    explain(rows, expected);
    expect(found).toEqual(expected);
  });

  it('adds the columns of a feature together, and scales', () => {
    const random = seeded(5);
    const columns = { columnCount: 6, featureCount: 3, featureOfColumn: Uint32Array.of(2, 0, 0, 1, 2, 2) };
    const trees = treesOf(
      Array.from({ length: 10 }, () => fullTree(random, 4, 6)),
      6,
    );
    const { found, expected } = explainBoth(trees, columns, drawRows(random, 7, 6), 0.1);
    expect(farthest(found, expected)).toBeLessThan(allowed);
    expect(found.some((x) => x !== 0)).toBe(true);
  });

  it('explains nothing where trees are single leaves', () => {
    const { found } = explainBoth(
      treesOf([leaf(3, 1), leaf(-1, 0)], 2),
      ownFeatures(2),
      Float32Array.of(1, Number.NaN),
    );
    expect(Array.from(found)).toEqual([0, 0]);
  });

  it('takes leaves that no training customer reached', () => {
    const tree: TestTree = {
      column: 0,
      below: 0,
      missing: 'left',
      left: leaf(5, 0),
      right: { column: 0, below: 2, missing: 'right', left: leaf(1, 0), right: leaf(-1, 7) },
    };
    const rows = Float32Array.of(-1, 1, 3, Number.NaN);
    const { found, expected } = explainBoth(treesOf([tree], 1), ownFeatures(1), rows);
    expect(Array.from(expected)).toEqual([6, 2, 0, 6]); // all that was trained on says −1
    expect(farthest(found, expected)).toBeLessThan(allowed);
  });

  it('answers for infinities and thresholds at both ends', () => {
    const ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 3.4028234663852886e38, -0];
    const tests = ends.flatMap((below) => [
      { column: 0, below, missing: 'right' as const, left: leaf(1, 1), right: leaf(2, 3) },
      { column: 0, below, missing: 'left' as const, left: leaf(1, 1), right: leaf(2, 3) },
    ]);
    const columns = ownFeatures(1);
    const rows = Float32Array.from([...ends, 0, Number.NaN]);
    const found = new Float64Array(rows.length);
    const trees = treesOf(tests, 1);
    createTreeExplainer(trees, 1, columns)(rows, found);
    expect(farthest(found, explainBoth(trees, columns, rows).expected)).toBeLessThan(allowed);
  });
});

const suits = (trees: PreorderTrees): boolean => suitsKernel(trees, planShap(trees), 0);

describe('suitsKernel', () => {
  const stump = { column: 0, below: 1, left: leaf(1, 1), right: leaf(2, 3), missing: 'left' } as const;

  it('leaves what the kernel would get wrong to the plain engine', () => {
    expect(suits(treesOf([stump], 1))).toBe(true);
    expect(suits(treesOf([{ ...stump, below: Number.NEGATIVE_INFINITY }], 1))).toBe(false);
    expect(suits(treesOf([chainTree(seeded(1), 33, 33)], 33))).toBe(false);
    const arrays = treeArrays([stump]);
    arrays.cover[arrays.roots[0]!] = 4.01;
    expect(suits(preorderTrees(arrays, 1))).toBe(false);
  });

  it('decides tree by tree', () => {
    const random = seeded(2);
    const tests = [chainTree(random, 40, 40), fullTree(random, 5, 40), chainTree(random, 12, 40)];
    const trees = treesOf(tests, 40);
    const rows = drawRows(random, 5, 40);
    const columns = ownFeatures(40);
    const found = new Float64Array(rows.length);
    createTreeExplainer(trees, 1, columns)(rows, found);
    const both = explainBoth(trees, columns, rows);
    expect(both.suits).toEqual([false, true, true]);
    expect(farthest(found, both.expected)).toBeLessThan(allowed);
  });
});
