import { describe, expect, it } from '@jest/globals';
import { judgeEnoughData, requireEnoughData } from '../../../core/intake/enough-data.ts';

describe('judgeEnoughData', () => {
  it.each([
    [143, 9_000, '143 customers who left, 200 needed: 57 more.'],
    [9_000, 199, '199 customers who stayed, 200 needed: 1 more.'],
    [1, 19, '1 customer who left, 200 needed: 199 more; 19 customers who stayed, 200 needed: 181 more.'],
    [220, 230, '450 customers in all, 500 needed: 50 more.'],
    [
      0,
      900,
      'Every customer stayed, so there is nothing to tell leavers by: 0 customers who left, 200 needed: 200 more.',
    ],
    [
      900,
      0,
      'Every customer left, so there is nothing to tell leavers by: 0 customers who stayed, 200 needed: 200 more.',
    ],
  ])('with %d leavers and %d stayers says: %s', (leavers, stayers, detail) => {
    expect(judgeEnoughData({ leavers, stayers })).toEqual({ enough: false, leavers, stayers, detail });
    expect(() => requireEnoughData({ leavers, stayers })).toThrow(expect.objectContaining({ code: 'not-enough-data' }));
  });

  it('is content from 200 of each and 500 in all', () => {
    expect(requireEnoughData({ leavers: 200, stayers: 300 })).toMatchObject({ enough: true });
    expect(judgeEnoughData({ leavers: 4_511, stayers: 20_489 }).detail).toBe(
      '4,511 customers who left and 20,489 who stayed: enough to learn from.',
    );
  });
});
