import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { preorderTrees } from '../../../core/scoring/preorder-trees.ts';
import { createTreeEnsemble } from '../../../core/scoring/tree-ensemble.ts';
import { expectation, leafValue, shapleyValues, type TestTree, treeArrays } from '../../support/trees.ts';

const ensembleOf = (trees: readonly TestTree[], columnCount: number, aggregation: 'sum' | 'mean' = 'sum', base = 0) =>
  createTreeEnsemble({ aggregation, base }, preorderTrees(treeArrays(trees), columnCount), columnCount);

const rawOf = (ensemble: ReturnType<typeof ensembleOf>, rows: readonly (readonly number[])[]): number[] => {
  const out = new Float64Array(rows.length);
  ensemble.rawScores(Float32Array.from(rows.flat()), out);
  return Array.from(out);
};

const contributionsOf = (ensemble: ReturnType<typeof ensembleOf>, row: readonly number[]): number[] => {
  const out = new Float64Array(row.length);
  ensemble.contributions(Float32Array.from(row), out);
  return Array.from(out);
};

const leaf = (value: number, cover: number): TestTree => ({ value, cover });
const split = (column: number, below: number, left: TestTree, right: TestTree, missing: 'left' | 'right' = 'left') =>
  ({ column, below, left, right, missing }) satisfies TestTree;

describe('tree walk', () => {
  const stump = split(0, 0.1, leaf(-1, 30), leaf(2, 10));

  it('sends a value below the float32 threshold left, the threshold itself right and NaN by default', () => {
    const edge = Math.fround(0.1);
    const justBelow = 0.09999999403953552; // the float32 before it
    expect(rawOf(ensembleOf([stump], 1), [[justBelow], [edge], [0.1], [Number.NaN]])).toEqual([-1, 2, 2, -1]);
    const toTheRight = { ...stump, missing: 'right' as const };
    expect(rawOf(ensembleOf([toTheRight], 1), [[Number.NaN]])).toEqual([2]);
  });

  it('adds boosted trees to the base in float32, in order', () => {
    const trees = [leaf(1e8, 1), leaf(1, 1), leaf(-1e8, 1)];
    expect(rawOf(ensembleOf(trees, 1, 'sum', 0.5), [[0]])).toEqual([0]); // 1e8 swallows the 1 and the 0.5
  });

  it('averages a forest in float64', () => {
    const trees = [leaf(0.1, 1), leaf(0.2, 1), leaf(0.4, 1)];
    const mean = (Math.fround(0.1) + Math.fround(0.2) + Math.fround(0.4)) / 3;
    expect(rawOf(ensembleOf(trees, 1, 'mean'), [[0]])).toEqual([mean]);
  });
});

describe('contributions of trees', () => {
  it('splits a stump as computed by hand', () => {
    const ensemble = ensembleOf([split(0, 5, leaf(-1, 30), leaf(2, 10))], 1);
    expect(ensemble.bias).toBe(-0.25); // 0.75 × −1 + 0.25 × 2
    expect(contributionsOf(ensemble, [7])[0]).toBeCloseTo(2.25, 12);
    expect(contributionsOf(ensemble, [1])[0]).toBeCloseTo(-0.75, 12);
  });

  it('shares an interaction equally between two columns', () => {
    // AND of two: 1 where both are ≥ 1; each alone moves the expectation from ¼ to ½, both to 1.
    const tree = split(0, 1, leaf(0, 2), split(1, 1, leaf(0, 1), leaf(1, 1)));
    const [a, b, c] = contributionsOf(ensembleOf([tree], 3), [1, 1, 1]);
    expect(a).toBeCloseTo(0.375, 12);
    expect(b).toBeCloseTo(0.375, 12);
    expect(c).toBe(0);
  });

  it('counts a column asked about twice on one path once', () => {
    const tree = split(0, 5, split(0, 2, leaf(1, 1), leaf(3, 2)), leaf(10, 1));
    const ensemble = ensembleOf([tree], 1);
    expect(ensemble.bias).toBe((1 + 6 + 10) / 4);
    expect(contributionsOf(ensemble, [3])[0]).toBeCloseTo(3 - 17 / 4, 12);
  });

  const columns = 5;
  const value = fc.double({ min: -3, max: 3, noNaN: true });
  const cover = fc.integer({ min: 1, max: 1000 });
  const { tree: anyTree } = fc.letrec<{ tree: TestTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, depthSize: 'large' },
      fc.record({ value, cover }),
      fc.record({
        column: fc.integer({ min: 0, max: columns - 1 }),
        below: fc.integer({ min: -2, max: 2 }),
        missing: fc.constantFrom('left' as const, 'right' as const),
        left: tie('tree'),
        right: tie('tree'),
      }),
    ),
  }));
  const anyRow = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)), {
    minLength: columns,
    maxLength: columns,
  });

  it.each(['sum', 'mean'] as const)('are the Shapley values by their definition (%s)', (aggregation) => {
    fc.assert(
      fc.property(fc.array(anyTree, { minLength: 1, maxLength: 4 }), anyRow, (trees, row) => {
        const scale = aggregation === 'sum' ? 1 : 1 / trees.length;
        const ensemble = ensembleOf(trees, columns, aggregation);
        const game = (known: number): number =>
          scale * trees.reduce((sum, tree) => sum + expectation(tree, row, known), 0);
        const found = contributionsOf(ensemble, row);
        for (const [column, shapley] of shapleyValues(game, columns).entries()) {
          expect(found[column]).toBeCloseTo(shapley, 9);
        }
        expect(ensemble.bias).toBeCloseTo(game(0), 9);
        const exact = scale * trees.reduce((sum, tree) => sum + leafValue(tree, row), 0);
        expect(ensemble.bias + found.reduce((sum, x) => sum + x, 0)).toBeCloseTo(exact, 9);
        expect(rawOf(ensemble, [row])[0]).toBeCloseTo(exact, 5);
      }),
      { numRuns: 150 },
    );
  });

  it('are the same for a row alone and in a batch', () => {
    fc.assert(
      fc.property(
        fc.array(anyTree, { minLength: 1, maxLength: 3 }),
        fc.array(anyRow, { maxLength: 6 }),
        (trees, rows) => {
          const ensemble = ensembleOf(trees, columns);
          const together = new Float64Array(rows.length * columns);
          ensemble.contributions(Float32Array.from(rows.flat()), together);
          expect(Array.from(together)).toEqual(rows.flatMap((row) => contributionsOf(ensemble, row)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stay exact on a path through many columns', () => {
    const deep = Array.from({ length: 10 }).reduce<TestTree>(
      (below, _, column) => split(column, 0, leaf(column / 7, 3 + column), below),
      leaf(5, 4),
    );
    const row = Array.from({ length: 10 }, (_, column) => (column % 3 === 0 ? -1 : 1));
    const found = contributionsOf(ensembleOf([deep], 10), row);
    const expected = shapleyValues((known) => expectation(deep, row, known), 10);
    for (const [column, shapley] of expected.entries()) expect(found[column]).toBeCloseTo(shapley, 10);
  });
});
