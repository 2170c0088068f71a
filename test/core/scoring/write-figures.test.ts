import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  writeCount,
  writeFixed,
  writeMoney,
  writePlain,
  writePlainBytes,
} from '../../../core/scoring/columns/write-figures.ts';

const out = new Uint8Array(128);
const begin = 3;
const written = (end: number): string => new TextDecoder().decode(out.subarray(begin, end));

describe('figures as bytes', () => {
  it.each([0, 1, 6])('are those of toFixed(%d)', (places) => {
    const figure = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1e12, noNaN: true }),
      fc.integer({ min: 0, max: 2_000_001 }).map((halves) => halves / 2e6), // millionths, and midway between two
      fc.constantFrom(0, 1, 0.9999994, 0.9999995, 0.9999996, 0.1 + 0.2, 100, 99.95),
    );
    fc.assert(
      fc.property(figure, (number) => {
        expect(written(writeFixed(out, begin, Float64Array.of(number), 0, places, 10 ** places))).toBe(
          number.toFixed(places),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('are amounts in major units, and counts', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(), fc.constantFrom(0, 2, 3), (minor, count, digits) => {
        for (const amount of [minor, count]) {
          expect(written(writeMoney(out, begin, amount, digits))).toBe((amount / 10 ** digits).toFixed(digits));
        }
        expect(written(writeCount(out, begin, count))).toBe(String(count));
      }),
    );
  });
});

describe('plain texts as bytes', () => {
  it('are the same from a text and from its bytes', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '9', '-', '_', '.', '=', ',', '"', ' ', 'é'),
      maxLength: 9,
    });
    fc.assert(
      fc.property(text, (id) => {
        const bytes = new TextEncoder().encode(`xx${id}yy`);
        const end = writePlain(out, begin, id);
        expect(writePlainBytes(out, begin, bytes, 2, bytes.length - 4)).toBe(end);
        if (end >= 0) expect(written(end)).toBe(id);
      }),
      { numRuns: 1_000 },
    );
  });
});
