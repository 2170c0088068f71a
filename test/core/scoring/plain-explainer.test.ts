import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPlainExplainer } from '../../../core/scoring/plain-explainer.ts';
import { preorderTrees } from '../../../core/scoring/preorder-trees.ts';
import { planShap } from '../../../core/scoring/tree-shap.ts';
import { someRow, someTree } from '../../support/some-tree.ts';
import { expectation, ownFeatures, shapleyValues, type TestTree, treeArrays } from '../../support/trees.ts';

function explainerOf(tests: readonly TestTree[], columnCount: number, scale = 1) {
  const trees = preorderTrees(treeArrays(tests), columnCount);
  const chosen = tests.map((_, tree) => tree);
  return createPlainExplainer({ trees, plan: planShap(trees), chosen, scale, columns: ownFeatures(columnCount) });
}

function contributionsOf(trees: readonly TestTree[], row: readonly number[], scale = 1): number[] {
  const out = new Float64Array(row.length);
  explainerOf(trees, row.length, scale)(Float32Array.from(row), out);
  return Array.from(out);
}

const leaf = (value: number, cover: number): TestTree => ({ value, cover });
const split = (column: number, below: number, left: TestTree, right: TestTree, missing: 'left' | 'right' = 'left') =>
  ({ column, below, left, right, missing }) satisfies TestTree;

describe('createPlainExplainer', () => {
  it('splits a stump as computed by hand', () => {
    const stump = [split(0, 5, leaf(-1, 30), leaf(2, 10))]; // expected: 0.75 × −1 + 0.25 × 2 = −0.25
    expect(contributionsOf(stump, [7])[0]).toBeCloseTo(2.25, 12);
    expect(contributionsOf(stump, [1])[0]).toBeCloseTo(-0.75, 12);
  });

  it('shares an interaction equally between two columns', () => {
    // AND of two: 1 where both are ≥ 1; each alone moves the expectation from ¼ to ½, both to 1.
    const tree = split(0, 1, leaf(0, 2), split(1, 1, leaf(0, 1), leaf(1, 1)));
    const [a, b, c] = contributionsOf([tree], [1, 1, 1]);
    expect(a).toBeCloseTo(0.375, 12);
    expect(b).toBeCloseTo(0.375, 12);
    expect(c).toBe(0);
  });

  it('counts a column asked about twice on one path once', () => {
    const tree = split(0, 5, split(0, 2, leaf(1, 1), leaf(3, 2)), leaf(10, 1));
    expect(contributionsOf([tree], [3])[0]).toBeCloseTo(3 - (1 + 6 + 10) / 4, 12);
  });

  const columns = 5;
  const anyTree = someTree(columns, 6);
  const anyRow = someRow(columns);

  it.each([1, 0.25])('gives the Shapley values by their definition, times %s', (scale) => {
    fc.assert(
      fc.property(fc.array(anyTree, { minLength: 1, maxLength: 4 }), anyRow, (trees, row) => {
        const game = (known: number): number =>
          scale * trees.reduce((sum, tree) => sum + expectation(tree, row, known), 0);
        const found = contributionsOf(trees, row, scale);
        for (const [column, shapley] of shapleyValues(game, columns).entries()) {
          expect(found[column]).toBeCloseTo(shapley, 9);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says the same of a row alone and in a batch', () => {
    fc.assert(
      fc.property(
        fc.array(anyTree, { minLength: 1, maxLength: 3 }),
        fc.array(anyRow, { maxLength: 6 }),
        (trees, rows) => {
          const together = new Float64Array(rows.length * columns);
          explainerOf(trees, columns)(Float32Array.from(rows.flat()), together);
          expect(Array.from(together)).toEqual(rows.flatMap((row) => contributionsOf(trees, row)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stays exact on a path through many columns', () => {
    const deep = Array.from({ length: 10 }).reduce<TestTree>(
      (below, _, column) => split(column, 0, leaf(column / 7, 3 + column), below),
      leaf(5, 4),
    );
    const row = Array.from({ length: 10 }, (_, column) => (column % 3 === 0 ? -1 : 1));
    const found = contributionsOf([deep], row);
    const expected = shapleyValues((known) => expectation(deep, row, known), 10);
    for (const [column, shapley] of expected.entries()) expect(found[column]).toBeCloseTo(shapley, 10);
  });
});
