import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ascendingKey,
  descendingKey,
  numberOfAscendingKey,
  numberOfDescendingKey,
} from '../../../lambdas/records/ordered-key.ts';

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 5e-324, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
);
const order = (a: string | number, b: string | number): number => (a < b ? -1 : Number(a > b));

describe('keys of numbers', () => {
  it('are ordered as text like the numbers, or the other way around', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        expect(order(ascendingKey(a), ascendingKey(b))).toBe(order(a, b));
        expect(order(descendingKey(a), descendingKey(b))).toBe(order(b, a));
      }),
    );
  });

  it('give the number back, whatever follows it', () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(numberOfAscendingKey(`${ascendingKey(value)}#c`)).toBe(value === 0 ? 0 : value);
        expect(numberOfDescendingKey(`${descendingKey(value)}#c`)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('are 16 characters long', () => {
    expect(descendingKey(Number.MAX_VALUE)).toHaveLength(16);
    expect(ascendingKey(-Number.MAX_VALUE)).toHaveLength(16);
  });
});
