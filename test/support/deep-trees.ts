import type { TestTree } from './trees.ts';

const draw = (random: () => number, column: number) => ({
  column,
  below: Math.round((random() * 4 - 2) * 8) / 8,
  missing: random() < 0.5 ? ('left' as const) : ('right' as const),
});

const drawLeaf = (random: () => number): TestTree => ({
  value: random() - 0.5,
  cover: 1 + Math.floor(random() * 1000),
});

/** A seeded tree with questions on every level to `depth`, each about any column: many are asked again on a path. */
export function fullTree(random: () => number, depth: number, columns: number): TestTree {
  if (depth === 0) return drawLeaf(random);
  const question = draw(random, Math.floor(random() * columns));
  return { ...question, left: fullTree(random, depth - 1, columns), right: fullTree(random, depth - 1, columns) };
}

/** A seeded chain: one question after the other, on the side that `random` says, about column 0, 1, 2, … in turn. */
export function chainTree(random: () => number, depth: number, columns: number): TestTree {
  let tree = drawLeaf(random);
  for (let level = depth - 1; level >= 0; level--) {
    const question = draw(random, level % columns);
    const other = drawLeaf(random);
    tree = random() < 0.5 ? { ...question, left: tree, right: other } : { ...question, left: other, right: tree };
  }
  return tree;
}

/** Seeded rows of values that meet thresholds exactly now and then; a tenth is missing. */
export const drawRows = (random: () => number, rows: number, columns: number): Float32Array =>
  Float32Array.from({ length: rows * columns }, () =>
    random() < 0.1 ? Number.NaN : Math.round((random() * 6 - 3) * 8) / 8,
  );
