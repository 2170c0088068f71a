import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJsonError } from '../../../api/http/json-error.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('findJsonError', () => {
  it('finds nothing in any JSON document', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2, '\t'), (text, indent) => {
        expect(findJsonError(JSON.stringify(JSON.parse(text), null, indent))).toBeUndefined();
      }),
    );
  });

  it('agrees with JSON.parse on whether a text is JSON, wherever it was damaged', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '1',
      '-',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0001',
      'é',
    );
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), fc.string({ unit: pieces, maxLength: 3 }))
      .map(([text, at, length, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + length);
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: pieces })), (text) => {
        expect(findJsonError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('names a place that the text up to it can lead to', () => {
    expect(findJsonError('[1, 2,\n 3 4]')).toEqual({ line: 2, column: 4, found: '"4"', expected: 'a comma or ]' });
    expect(findJsonError('{"a": .5}')).toMatchObject({ line: 1, column: 7, found: '".5"', expected: 'a value' });
    expect(findJsonError('["a]')).toMatchObject({ column: 2, found: '"\\""' });
    expect(findJsonError('1 2')).toMatchObject({ column: 3, expected: 'the end of the body' });
  });

  it('is done with a megabyte of brackets or text without trouble', () => {
    expect(findJsonError('['.repeat(1_000_000))).toMatchObject({ column: 1_000_001 });
    expect(findJsonError(`"${'x\\n'.repeat(300_000)}`)).toMatchObject({ column: 1 });
  });
});
