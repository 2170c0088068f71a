import { describe, expect, it } from '@jest/globals';
import { newId } from '../../api/new-id.ts';

const at = new Date('2026-11-22T10:15:02.345Z');

describe('newId', () => {
  it('sorts by time and ends in random bytes', () => {
    expect(newId('drop', at)).toMatch(/^drop-20261122T101502Z-[0-9a-f]{8}$/);
    expect(newId('score', at)).toMatch(/^score-20261122T101502Z-[0-9a-f]{16}$/);
  });

  it('sorts scores by the millisecond', () => {
    const milliseconds = Array.from({ length: 1_000 }, (_, ms) => new Date(Date.UTC(2026, 10, 22, 10, 15, 2, ms)));
    const ids = milliseconds.map((ms) => newId('score', ms));
    expect(ids.toSorted()).toEqual(ids);
  });

  it('never gives one out twice, however many are made in a second', () => {
    const ids = Array.from({ length: 20_000 }, () => newId('score', at));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
