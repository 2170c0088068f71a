import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FeatureValues } from '../../../core/profile/profile.ts';
import { createRowEncoder } from '../../../core/scoring/encode.ts';
import { encodeByHand, randomValues, seeded, testEncoder } from '../../support/profile.ts';
import { withCode } from '../../support/with-code.ts';

const encoder = createRowEncoder(testEncoder(false));
const usual: FeatureValues = { tickets: 3, fee: 9.99, plan: 'basic', joined: 120, unused: null };

function encode(values: FeatureValues, by = encoder): number[] {
  const rows = new Float32Array(3 * by.columnCount).fill(7);
  by.encode(values, rows, by.columnCount);
  expect(Array.from(rows.subarray(0, by.columnCount))).toEqual(Array.from({ length: by.columnCount }, () => 7));
  return Array.from(rows.subarray(by.columnCount, 2 * by.columnCount));
}

describe('createRowEncoder', () => {
  it('lays a customer out as float32 columns', () => {
    expect(encode(usual)).toEqual([3, 0, Math.fround(9.99), 1, 0, 0, 0, 0, 120]);
  });

  it('leaves a missing number to the model and marks it, or imputes it', () => {
    expect(encode({ ...usual, tickets: null, fee: null }).slice(0, 3)).toEqual([Number.NaN, 1, 10]);
    expect(encode({ ...usual, tickets: null }, createRowEncoder(testEncoder(true))).slice(0, 2)).toEqual([4, 1]);
  });

  it('draws outliers in', () => {
    expect(encode({ ...usual, fee: 1e6 })[2]).toBe(100);
    expect(encode({ ...usual, fee: -5 })[2]).toBe(0);
  });

  it('never lets a number become infinite', () => {
    expect(encode({ ...usual, joined: 1e300 })[8]).toBe(3.4028234663852886e38);
    expect(encode({ ...usual, joined: -1e300 })[8]).toBe(-3.4028234663852886e38);
  });

  it.each([
    ['premium', [0, 0, 1, 0, 0]],
    ['trial', [0, 0, 0, 1, 0]],
    ['gift', [0, 0, 0, 1, 0]],
    [null, [0, 0, 0, 0, 1]],
    ['crypto', [0, 0, 0, 0, 0]],
    ['__proto__', [0, 0, 0, 0, 0]],
  ])('gives the category %s its state', (plan, columns) => {
    expect(encode({ ...usual, plan }).slice(3, 8)).toEqual(columns);
  });

  it('agrees with the words of the contract on any customer', () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (seed, linear) => {
        const values = randomValues(seeded(seed));
        expect(encode(values, createRowEncoder(testEncoder(linear)))).toEqual(encodeByHand(values, linear));
      }),
    );
  });

  it('refuses a value of the wrong type without repeating it', () => {
    expect(() => encode({ ...usual, tickets: 'secret' })).toThrow(withCode('invalid-customer'));
    expect(() => encode({ ...usual, plan: 4 })).toThrow('plan must be a text or missing.');
  });
});
