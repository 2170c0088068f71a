import { describe, expect, it } from '@jest/globals';
import { buildImage } from '../../../../core/scoring/kernel/score/build-image.ts';
import { imageHeader, topAndTail, treeWords } from '../../../../core/scoring/kernel/score/image.ts';
import { createTreeScorer } from '../../../../core/scoring/kernel/score/tree-scorer.ts';
import { preorderTrees } from '../../../../core/scoring/preorder-trees.ts';
import { createTreeEnsemble } from '../../../../core/scoring/tree-ensemble.ts';
import { seeded } from '../../../support/profile.ts';
import { randomTreeOf } from '../../../support/random-trees.ts';
import { ownFeatures, treeArrays } from '../../../support/trees.ts';

const rowCount = 150;

/** Trees of one depth: what the kernel's way of asking them is, and both engines' scores of rows with missing values. */
function scored(depth: number, columns: number, aggregation: 'sum' | 'mean') {
  const random = seeded(depth * columns);
  const threshold = (): number => Math.fround(random() * 100);
  const trees = Array.from({ length: 30 }, (_, i) =>
    randomTreeOf(i % 10 === 0 ? 'sparse' : 'full', { random, columns, depth, threshold }),
  );
  const preorder = preorderTrees(treeArrays(trees), columns);
  const image = buildImage(preorder, columns, '00'.repeat(32));
  const kernel = image && createTreeScorer(image, { aggregation, base: 0.5 });
  if (image === undefined || kernel === undefined) throw new Error('these trees suit the kernel');
  const view = new DataView(image.buffer);
  const rows = Float32Array.from({ length: rowCount * columns }, () => (random() < 0.1 ? Number.NaN : threshold()));
  const found = new Float64Array(rowCount);
  const expected = new Float64Array(rowCount);
  kernel.rawScores(rows, found);
  createTreeEnsemble({ aggregation, base: 0.5 }, preorder, ownFeatures(columns)).rawScores(rows, expected);
  const secondTree = view.getUint32(imageHeader.treesAt, true) + 4 * treeWords.words;
  const kind = view.getUint32(secondTree + 4 * treeWords.kind, true);
  return { found, expected, kind, binCount: view.getUint32(imageHeader.binCount, true) };
}

describe('trees of depth 7 and 8', () => {
  it.each([
    [7, 'sum'],
    [8, 'sum'],
    [8, 'mean'],
  ] as const)(
    'of depth %s are asked by top and blocks, with the plain engine’s %s bit for bit',
    (depth, aggregation) => {
      const { found, expected, kind } = scored(depth, 20, aggregation);
      expect(kind).toBe(topAndTail.kind);
      expect(found.every((score, row) => Object.is(score, expected[row]))).toBe(true);
    },
  );

  it('are asked otherwise in a model whose bins take more columns than a block can name', () => {
    const { found, expected, kind, binCount } = scored(8, 1100, 'sum');
    expect(binCount).toBeGreaterThan(topAndTail.mostColumns);
    expect(kind).not.toBe(topAndTail.kind);
    expect(found.every((score, row) => Object.is(score, expected[row]))).toBe(true);
  });
});
