import type { TestTree } from './trees.ts';

/** Shapes that trainers make, and those they do not. */
export type TreeShape = 'full' | 'sparse' | 'lossguide' | 'chain';
export const treeShapes: readonly TreeShape[] = ['full', 'sparse', 'lossguide', 'chain'];

export interface RandomTrees {
  readonly random: () => number;
  readonly columns: number;
  readonly depth: number;
  /** Leaves of a tree that grows by its best leaf. */
  readonly leaves?: number;
  /** A threshold for a column. */
  readonly threshold: (column: number) => number;
}

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

/** A tree of the shape, with all that a node can say drawn at random. */
export function randomTreeOf(shape: TreeShape, options: RandomTrees): TestTree {
  const { random, columns, depth, threshold } = options;
  const leaf = (): TestTree => ({
    value: (random() - 0.5) * 10 ** Math.floor(random() * 6 - 3),
    cover: 1 + random() * 9,
  });
  const split = (left: TestTree, right: TestTree): TestTree => {
    const column = Math.floor(random() * columns);
    return { column, below: threshold(column), missing: pick(random, ['left', 'right'] as const), left, right };
  };
  const grow = (levels: number): TestTree => {
    if (levels === 0 || (shape === 'sparse' && random() < 0.3)) return leaf();
    return split(grow(levels - 1), grow(levels - 1));
  };
  if (shape === 'full' || shape === 'sparse') return grow(depth);
  if (shape === 'chain') {
    return Array.from({ length: depth }).reduce<TestTree>(
      (below) => (random() < 0.5 ? split(leaf(), below) : split(below, leaf())),
      leaf(),
    );
  }
  const growBy = (leaves: number, levels: number): TestTree => {
    if (leaves <= 1 || levels === 0) return leaf();
    const left = 1 + Math.floor(random() ** 2 * (leaves - 1));
    return split(growBy(left, levels - 1), growBy(leaves - left, levels - 1));
  };
  return growBy(options.leaves ?? 64, 40);
}
