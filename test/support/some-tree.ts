import fc from 'fast-check';
import type { TestTree } from './trees.ts';

/** Any tree over columns whose values are small whole numbers, so that rows meet thresholds exactly. */
export function someTree(columns: number, maxDepth: number): fc.Arbitrary<TestTree> {
  const value = fc.double({ min: -3, max: 3, noNaN: true });
  const cover = fc.integer({ min: 1, max: 1000 });
  const { tree } = fc.letrec<{ tree: TestTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth, depthSize: 'large' },
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
  return tree;
}

/** Any row of such columns; NaN is a missing value. */
export const someRow = (columns: number): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)), {
    minLength: columns,
    maxLength: columns,
  });
