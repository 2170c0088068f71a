import { describe, expect, it, jest } from '@jest/globals';
import { createTreeExplainer } from '../../../../core/scoring/explain-trees.ts';
import { preorderTrees } from '../../../../core/scoring/preorder-trees.ts';
import { fullTree } from '../../../support/deep-trees.ts';
import { seeded } from '../../../support/profile.ts';
import { expectation, ownFeatures, shapleyValues, treeArrays } from '../../../support/trees.ts';

describe('a runtime without relaxed SIMD', () => {
  it('gets its reasons from the plain engine', () => {
    const module = jest.spyOn(WebAssembly, 'Module').mockImplementation(() => {
      throw new WebAssembly.CompileError('invalid opcode');
    });
    const tree = fullTree(seeded(1), 4, 3);
    const row = [0.5, Number.NaN, -1];
    const found = new Float64Array(3);
    createTreeExplainer(preorderTrees(treeArrays([tree]), 3), 1, ownFeatures(3))(Float32Array.from(row), found);
    expect(module).toHaveBeenCalledTimes(1);
    for (const [column, shapley] of shapleyValues((known) => expectation(tree, row, known), 3).entries()) {
      expect(found[column]).toBeCloseTo(shapley, 12); // closer than the kernel's float32 would be
    }
  });
});
