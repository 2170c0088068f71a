import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildImage } from '../../../../core/scoring/kernel/score/build-image.ts';
import { isUsableImage } from '../../../../core/scoring/kernel/score/check-image.ts';
import { imageHeader } from '../../../../core/scoring/kernel/score/image.ts';
import { isSealed, sealImage } from '../../../../core/scoring/kernel/score/image-digest.ts';
import { kernelImageFile } from '../../../../core/scoring/kernel/score/kernel-ensemble.ts';
import { createTreeScorer } from '../../../../core/scoring/kernel/score/tree-scorer.ts';
import { loadBundle } from '../../../../core/scoring/load-bundle.ts';
import { preorderTrees } from '../../../../core/scoring/preorder-trees.ts';
import { readerOf, testBundle } from '../../../support/bundle.ts';
import { seeded } from '../../../support/profile.ts';
import { randomTreeOf, treeShapes } from '../../../support/random-trees.ts';
import { treeArrays } from '../../../support/trees.ts';

const source = '0123456789abcdef'.repeat(4);
const columns = 5;

/** An image with a tree of every kind, and columns of every way to be binned. */
function someImage(): Uint8Array {
  const random = seeded(7);
  const threshold = (column: number): number => {
    if (column === 0) return 0.5;
    return column === 1 ? random() ** 40 : Math.fround(random() * 100); // crowded towards 0; spread
  };
  const trees = treeShapes.flatMap((shape) =>
    [1, 3, 6, 8, 9].map((depth) => randomTreeOf(shape, { random, columns, threshold, depth, leaves: depth * 30 })),
  );
  const image = buildImage(preorderTrees(treeArrays(trees), columns), columns, source);
  if (image === undefined) throw new Error('these trees suit the kernel');
  return image;
}

const expected = { source, columnCount: columns, treeCount: 20 };
const rows = Float32Array.from({ length: 100 * columns }, (_, i) => (i % 7 === 0 ? Number.NaN : (i * 37) % 101));
const otherRows = rows.map((x, i) => (i % 3 === 0 ? 1e30 : -x));

/** Scores of `rows`, in a memory that has seen the given rows before. */
const scoresAfter = (image: Uint8Array, before: Float32Array): Float64Array => {
  const scorer = createTreeScorer(image, { base: 0.5, aggregation: 'sum' });
  const out = new Float64Array(100);
  scorer?.rawScores(before, out);
  scorer?.rawScores(rows, out);
  return out;
};

describe('a kernel image', () => {
  let image: Uint8Array;
  beforeAll(() => {
    image = someImage();
  });

  it('is usable as built, for its own model only', () => {
    expect(isUsableImage(image, expected)).toBe(true);
    expect(isUsableImage(image, { ...expected, source: source.replace('0', '1') })).toBe(false);
    expect(isUsableImage(image, { ...expected, columnCount: columns + 1 })).toBe(false);
    expect(isUsableImage(image, { ...expected, treeCount: 19 })).toBe(false);
  });

  it('is equal for equal trees', () => {
    expect(Buffer.compare(image, someImage())).toBe(0);
  });

  it('is not sealed any more once a bit has changed or an end is missing', () => {
    const sealed = sealImage(image);
    expect(isSealed(sealed)).toBe(true);
    fc.assert(
      fc.property(fc.nat(sealed.length - imageHeader.digest - 1), fc.nat(7), (byte, bit) => {
        const damaged = Uint8Array.from(sealed);
        damaged[imageHeader.digest + byte]! ^= 1 << bit;
        expect(isSealed(damaged)).toBe(false);
      }),
      { numRuns: 60 },
    );
    expect(isSealed(sealed.subarray(0, -1))).toBe(false);
    expect(isSealed(sealed.subarray(0, 50))).toBe(false);
  });

  it('has the same checksum by the kernel as when it was sealed, whatever its length', () => {
    const random = seeded(3);
    for (let bytes: number = imageHeader.bytes; bytes < imageHeader.bytes + 64; bytes += 4) {
      const sealed = sealImage(Uint8Array.from({ length: bytes }, () => random() * 256));
      expect(isSealed(sealed)).toBe(true);
      sealed[bytes - 1]! ^= 1;
      expect(isSealed(sealed)).toBe(false);
    }
  });

  it('never lets the kernel read beside the model, whatever its bytes say', () => {
    const words = image.length / 4;
    const word = fc.oneof(
      fc.nat(0xffffffff),
      fc.constantFrom(0, 1, 0xffffffff, 0x7fffffff, 0x80000000),
      fc.nat(image.length),
    );
    let passed = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.nat(words - 1), fc.nat(400)), word), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const damaged = Uint8Array.from(image);
          const view = new DataView(damaged.buffer);
          for (const [place, value] of changes) view.setUint32(4 * place, value, true);
          if (!isUsableImage(damaged, expected)) return;
          passed++;
          // What is still taken may score otherwise, but by the model alone: behind it lie the rows that came before.
          const found = scoresAfter(damaged, rows);
          const again = scoresAfter(damaged, otherRows);
          expect(found.every((score, row) => Object.is(score, again[row]))).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
    expect(passed).toBeGreaterThan(0);
  });

  it.each([0, 8, 100, imageHeader.bytes])('of %s bytes is refused', (length) => {
    expect(isUsableImage(image.subarray(0, length), expected)).toBe(false);
  });
});

const rawOf = async (read: (name: string) => Promise<Uint8Array | undefined>) => {
  const bundle = await loadBundle(read);
  const encoded = Float32Array.from({ length: 50 * 9 }, (_, i) => (i * 13) % 29);
  const out = new Float64Array(50);
  bundle.ensemble.rawScores(encoded, out);
  return { out, built: bundle.builtImage };
};

describe('loadBundle', () => {
  it('builds the image where there is none, takes the one that was kept, and builds anew what is damaged', async () => {
    const { files } = testBundle({ ensemble: 'sum' });
    const first = await rawOf(readerOf(files));
    if (first.built === undefined) throw new Error('the image was missing');
    const sealed = sealImage(first.built);
    const second = await rawOf(readerOf(new Map([...files, [kernelImageFile, sealed]])));
    expect(second.built).toBeUndefined();
    expect(second.out).toEqual(first.out);
    const damaged = Uint8Array.from(sealed);
    damaged[sealed.length - 3]! ^= 4;
    const third = await rawOf(readerOf(new Map([...files, [kernelImageFile, damaged]])));
    expect(third.built).toEqual(first.built);
    expect(third.out).toEqual(first.out);
  });
});
