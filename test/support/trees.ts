import type { ColumnMap } from '../../core/scoring/column-map.ts';
import type { TreeArrays } from '../../core/scoring/trees-file.ts';

/** A tree as people write it. */
export type TestTree =
  | { readonly value: number; readonly cover: number }
  | {
      readonly column: number;
      readonly below: number;
      readonly missing: 'left' | 'right';
      readonly left: TestTree;
      readonly right: TestTree;
    };

const covers = new WeakMap<TestTree, number>();

/** Training weight at a node: that of its leaves together, in float32 as it is stored. */
export function coverOf(tree: TestTree): number {
  const known = covers.get(tree);
  if (known !== undefined) return known;
  const cover = 'value' in tree ? Math.fround(tree.cover) : Math.fround(coverOf(tree.left) + coverOf(tree.right));
  covers.set(tree, cover);
  return cover;
}

/** Flat arrays of trees, nodes in an order of their own (each tree's nodes last to first) to keep readers honest. */
export function treeArrays(trees: readonly TestTree[]): TreeArrays {
  const nodes: { tree: TestTree; left: number; right: number }[] = [];
  const place = (tree: TestTree): number => {
    const [left, right] = 'value' in tree ? [0, 0] : [place(tree.left), place(tree.right)];
    return nodes.push({ tree, left, right }) - 1;
  };
  const roots = Uint32Array.from(trees, place);
  return {
    roots,
    feature: Int32Array.from(nodes, ({ tree }) => ('value' in tree ? -1 : tree.column)),
    threshold: Float32Array.from(nodes, ({ tree }) => ('value' in tree ? 0 : tree.below)),
    left: Uint32Array.from(nodes, ({ left }) => left),
    right: Uint32Array.from(nodes, ({ right }) => right),
    defaultLeft: Uint8Array.from(nodes, ({ tree }) => ('value' in tree ? 0 : Number(tree.missing === 'left'))),
    value: Float32Array.from(nodes, ({ tree }) => ('value' in tree ? tree.value : 0)),
    cover: Float32Array.from(nodes, ({ tree }) => coverOf(tree)),
  };
}

/** The arrays as `trees.bin`. */
export function treesFile(trees: TreeArrays): Uint8Array {
  const header = new Uint8Array(16);
  header.set(new TextEncoder().encode('MSTREES1'));
  const view = new DataView(header.buffer);
  view.setUint32(8, trees.roots.length, true);
  view.setUint32(12, trees.feature.length, true);
  const { roots, feature, threshold, left, right, defaultLeft, value, cover } = trees;
  const parts = [roots, feature, threshold, left, right, defaultLeft, value, cover].map(
    (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
  );
  return Uint8Array.from([header, ...parts].flatMap((part) => Array.from(part)));
}

const goesLeft = (tree: Exclude<TestTree, { value: number }>, x: number): boolean =>
  Number.isNaN(x) ? tree.missing === 'left' : Math.fround(x) < Math.fround(tree.below);

/** What the leaf that a row falls into says. */
export function leafValue(tree: TestTree, row: ArrayLike<number>): number {
  if ('value' in tree) return Math.fround(tree.value);
  return leafValue(goesLeft(tree, row[tree.column] ?? Number.NaN) ? tree.left : tree.right, row);
}

/** Path-dependent expectation when only the columns of the bit set are known (Lundberg et al. 2018, algorithm 1). */
export function expectation(tree: TestTree, row: ArrayLike<number>, known: number): number {
  if ('value' in tree) return Math.fround(tree.value);
  if ((known >> tree.column) & 1) {
    return expectation(goesLeft(tree, row[tree.column] ?? Number.NaN) ? tree.left : tree.right, row, known);
  }
  const left = (coverOf(tree.left) / coverOf(tree)) * expectation(tree.left, row, known);
  return left + (coverOf(tree.right) / coverOf(tree)) * expectation(tree.right, row, known);
}

const sizeOf = (known: number): number => known.toString(2).replaceAll('0', '').length;

/** Shapley values by their definition, over all subsets of the columns: slow and plain. */
export function shapleyValues(game: (known: number) => number, columnCount: number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const worth = Array.from({ length: 1 << columnCount }, (_, known) => game(known));
  const weightOfSize = Array.from(
    { length: columnCount },
    (_, size) => (factorial(size) * factorial(columnCount - size - 1)) / factorial(columnCount),
  );
  const weights = worth.map((_, known) => weightOfSize[sizeOf(known)] ?? 0);
  return Array.from({ length: columnCount }, (_, column) =>
    worth.reduce((sum, alone, known) => {
      if ((known >> column) & 1) return sum;
      return sum + weights[known]! * (worth[known | (1 << column)]! - alone);
    }, 0),
  );
}

/** Columns that are each a feature of their own. */
export const ownFeatures = (columnCount: number): ColumnMap => ({
  columnCount,
  featureCount: columnCount,
  featureOfColumn: Uint32Array.from({ length: columnCount }, (_, column) => column),
});
