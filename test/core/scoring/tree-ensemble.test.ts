import { describe, expect, it } from '@jest/globals';
import { preorderTrees } from '../../../core/scoring/preorder-trees.ts';
import { createTreeEnsemble } from '../../../core/scoring/tree-ensemble.ts';
import { ownFeatures, type TestTree, treeArrays } from '../../support/trees.ts';

const ensembleOf = (trees: readonly TestTree[], columnCount: number, aggregation: 'sum' | 'mean' = 'sum', base = 0) =>
  createTreeEnsemble({ aggregation, base }, preorderTrees(treeArrays(trees), columnCount), ownFeatures(columnCount));

const rawOf = (ensemble: ReturnType<typeof ensembleOf>, rows: readonly (readonly number[])[]): number[] => {
  const out = new Float64Array(rows.length);
  ensemble.rawScores(Float32Array.from(rows.flat()), out);
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

describe('bias and contributions', () => {
  it('are the base plus the mean over the training weight, and what moves it', () => {
    const ensemble = ensembleOf([split(0, 5, leaf(-1, 30), leaf(2, 10)), leaf(0.125, 1)], 1, 'sum', 0.5);
    expect(ensemble.bias).toBe(0.375); // 0.5 + (0.75 × −1 + 0.25 × 2) + 0.125
    const out = new Float64Array(2);
    ensemble.contributions(Float32Array.of(7, 1), out);
    expect(Array.from(out)).toEqual([2.25, -0.75]);
  });

  it('of a forest are divided by its trees, and has no base', () => {
    const ensemble = ensembleOf([split(0, 5, leaf(0, 1), leaf(1, 1)), leaf(0.25, 1)], 1, 'mean', 9);
    expect(ensemble.bias).toBe(0.375); // (0.5 + 0.25) / 2
    const out = new Float64Array(1);
    ensemble.contributions(Float32Array.of(7), out);
    expect(Array.from(out)).toEqual([0.25]);
  });

  it('adds the columns of a feature together', () => {
    const trees = preorderTrees(
      treeArrays([split(0, 5, leaf(-1, 1), leaf(1, 1)), split(2, 5, leaf(0, 1), leaf(8, 1))]),
      3,
    );
    const columns = { columnCount: 3, featureCount: 2, featureOfColumn: Uint32Array.of(1, 0, 1) };
    const ensemble = createTreeEnsemble({ aggregation: 'sum', base: 0 }, trees, columns);
    const out = new Float64Array(4);
    ensemble.contributions(Float32Array.of(9, 9, 9, 9, 9, 0), out);
    expect(Array.from(out)).toEqual([0, 5, 0, -3]); // 1 + 4, 1 − 4
  });
});
