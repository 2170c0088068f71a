import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fewestGoldenRows, GoldenRows, goldenFormat } from '../../../core/scoring/bundle.ts';
import { isGoldenRows } from '../../../core/scoring/golden-rows.ts';

const row = {
  features: { age: 4, plan: 'Basic', fee: null },
  raw: -0.25,
  probability: 0.4,
  bias: 0.1,
  contributions: { age: 0.2, plan: -0.55 },
};

const documentOf = (...rows: readonly unknown[]) => ({
  format: goldenFormat,
  rows: [...rows, ...Array.from({ length: fewestGoldenRows }, () => row)],
});

/** As it comes from a file. */
const fromJson = (text: string): unknown => JSON.parse(text);

describe('isGoldenRows', () => {
  it('takes what the schema takes, and the schema changes nothing of it', () => {
    const document = fromJson(JSON.stringify(documentOf()));
    expect(isGoldenRows(document)).toBe(true);
    expect(GoldenRows.parse(document)).toEqual(document);
  });

  const names = fc.constantFrom(...Object.keys(row), '__proto__', 'constructor', 'other');
  const leaf = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, '', 'x', 0, 1, -1, 2, [], {}),
  );
  const value = fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('age', 'plan', '__proto__', 'valueOf'), leaf, { maxKeys: 3 }),
  );
  /** A row with fields written over, added or left out; JSON text, since objects cannot spell `__proto__`. */
  const wildRow = fc
    .tuple(fc.dictionary(names, value, { maxKeys: 2 }), fc.subarray(Object.keys(row), { minLength: 4 }))
    .map(([changes, kept]) => {
      const fields = new Map(Object.entries(row).filter(([name]) => kept.includes(name)));
      const all = [...fields, ...Object.entries(changes)].map(
        ([name, of]) => `${JSON.stringify(name)}:${JSON.stringify(of)}`,
      );
      return `{${all.join(',')}}`;
    });

  it('never takes a row that the schema refuses or changes', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          wildRow,
          value.map((of) => JSON.stringify(of)),
        ),
        (text) => {
          const document = fromJson(JSON.stringify(documentOf('here')).replace('"here"', text));
          const parsed = GoldenRows.safeParse(document);
          if (!isGoldenRows(document)) return;
          taken += 1;
          expect(parsed.success).toBe(true);
          expect(isDeepStrictEqual(parsed.data, document)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it.each([
    ['a number beyond what a double holds', JSON.stringify(documentOf()).replace('-0.25', '1e999')],
    ['a probability above 1', JSON.stringify(documentOf()).replace('0.4', '1.01')],
    ['a text for a contribution', JSON.stringify(documentOf()).replace('"age":0.2', '"age":"0.2"')],
    ['a field more', JSON.stringify(documentOf()).replace('"raw"', '"more":1,"raw"')],
    ['another format', JSON.stringify({ ...documentOf(), format: 'mainstay-golden/2' })],
    ['a row too few', JSON.stringify({ format: goldenFormat, rows: documentOf().rows.slice(1) })],
    ['a field beside rows', JSON.stringify({ ...documentOf(), more: 1 })],
    ['a list', '[]'],
    ['null', 'null'],
  ])('leaves %s to the schema, which refuses it', (_, text) => {
    const document = fromJson(text);
    expect([isGoldenRows(document), GoldenRows.safeParse(document).success]).toEqual([false, false]);
  });
});
