import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTreeExplainer } from '../../../../core/scoring/explain-trees.ts';
import {
  type Origin,
  openSealed,
  ReasonsImage,
  sealReasons,
} from '../../../../core/scoring/kernel/reasons/kept-image.ts';
import * as at from '../../../../core/scoring/kernel/reasons/layout.ts';
import { preorderTrees } from '../../../../core/scoring/preorder-trees.ts';
import { fullTree } from '../../../support/deep-trees.ts';
import { seeded } from '../../../support/profile.ts';
import { someRow, someTree } from '../../../support/some-tree.ts';
import { ownFeatures, type TestTree, treeArrays } from '../../../support/trees.ts';

const source = 'a1'.repeat(32);
const columns = ownFeatures(5);

/** What the trees make of rows, and what is there to keep then. */
function explain(tests: readonly TestTree[], rows: Float32Array, kept?: Uint8Array) {
  const image = new ReasonsImage(source, kept);
  const out = new Float64Array(rows.length);
  createTreeExplainer(preorderTrees(treeArrays(tests), columns.columnCount), 1, columns, image)(rows, out);
  return { out, built: image.giveBuilt() };
}

/** An image of some trees of depth 2, 6 and 8, and of one leaf. */
function anImage(): Uint8Array {
  const random = seeded(3);
  const trees = [2, 6, 8].map((depth) => fullTree(random, depth, columns.columnCount));
  const { built } = explain([...trees, { value: 0.25, cover: 9 }], new Float32Array(5));
  if (built === undefined) throw new Error('there is nothing to keep');
  return built;
}

describe('an image for reasons that was kept', () => {
  it('gives the same bits as one that is built, for any trees and rows', () => {
    const rows = fc.array(someRow(5), { minLength: 1, maxLength: 9 });
    let keptOnes = 0;
    fc.assert(
      fc.property(fc.array(someTree(5, 14), { minLength: 1, maxLength: 5 }), rows, (tests, some) => {
        const values = Float32Array.from(some.flat());
        const first = explain(tests, values);
        if (first.built === undefined) return; // some of the trees are for the plain engine
        keptOnes += 1;
        const second = explain(tests, values, first.built);
        expect(second.built).toBeUndefined();
        expect(second.out).toEqual(first.out);
      }),
      { numRuns: 300 },
    );
    expect(keptOnes).toBeGreaterThan(50);
  });

  it('is built anew where there is a tree that the kernel does not take, and is then not kept', () => {
    const leaf = { value: 1, cover: 5 };
    const below = Number.NEGATIVE_INFINITY; // where only what is missing goes left
    const unsuiting: TestTree = { column: 0, below, missing: 'left', left: leaf, right: leaf };
    expect(explain([leaf, unsuiting], new Float32Array(5)).built).toBeUndefined();
  });

  it('is not taken once any bit of it has changed, or any bytes are lost or added', () => {
    const image = anImage();
    const origin: Origin = { source, scale: 1, columns };
    expect(openSealed(image, origin)).toBeDefined();
    fc.assert(
      fc.property(fc.nat(image.length - 1), fc.nat(7), (place, bit) => {
        const damaged = Uint8Array.from(image);
        damaged[place]! ^= 1 << bit;
        expect(openSealed(damaged, origin)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    for (const length of [0, 8, 100, 128, image.length - 64, image.length - 1]) {
      expect(openSealed(image.subarray(0, length), origin)).toBeUndefined();
    }
    expect(openSealed(Uint8Array.from([...image, ...new Uint8Array(64)]), origin)).toBeUndefined();
  });

  it('is the same in a Buffer, wherever in its memory that lies', () => {
    const image = anImage();
    const origin: Origin = { source, scale: 1, columns };
    const lying = Buffer.concat([Buffer.alloc(12), image]).subarray(12);
    expect(openSealed(lying, origin)).toEqual(openSealed(image, origin));
    lying[lying.length - 1]! ^= 1;
    expect(openSealed(lying, origin)).toBeUndefined();
  });

  it('is of its trees, its scale and its features alone', () => {
    const bytes = new Uint8Array(256).map((_, i) => i);
    const origin: Origin = { source, scale: 1, columns };
    const sealed = sealReasons(bytes, origin);
    expect(openSealed(sealed, origin)).toEqual(bytes);
    const others: Partial<Origin>[] = [
      { source: `b${source.slice(1)}` },
      { scale: 0.5 },
      { columns: { ...columns, featureOfColumn: Uint32Array.of(0, 1, 2, 4, 3) } },
      { columns: { ...columns, featureCount: 6 } },
    ];
    for (const other of others) expect(openSealed(sealed, { ...origin, ...other })).toBeUndefined();
  });

  it('is made again where it leads out of the memory, though it is sealed', () => {
    const random = seeded(7);
    const tests = [fullTree(random, 6, 5), fullTree(random, 8, 5)];
    const rows = Float32Array.from({ length: 50 }, () => random() * 2 - 1);
    const first = explain(tests, rows);
    const origin: Origin = { source, scale: 1, columns };
    const image = Uint8Array.from(openSealed(first.built!, origin)!);
    new DataView(image.buffer).setUint32(at.headTrees, 0x7ffffff0, true);
    const second = explain(tests, rows, sealReasons(image, origin));
    expect(second.out).toEqual(first.out);
    expect(second.built).toEqual(first.built);
  });

  it('is made again from the trees when it is damaged, with the same answer', () => {
    const random = seeded(5);
    const tests = [4, 7].map((depth) => fullTree(random, depth, 5));
    const rows = Float32Array.from({ length: 500 }, () => random() * 2 - 1);
    const first = explain(tests, rows);
    const damaged = Uint8Array.from(first.built!);
    damaged[damaged.length - 9]! ^= 1;
    const second = explain(tests, rows, damaged);
    expect(second.built).toEqual(first.built);
    expect(second.out).toEqual(first.out);
  });
});
