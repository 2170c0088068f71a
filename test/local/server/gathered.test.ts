import { describe, expect, it } from '@jest/globals';
import { gathered } from '../../../local/server/gathered.ts';

/** Work that doubles numbers, notes its calls, and does not take those below zero. */
function doubling(weightOf?: (item: number) => number) {
  const calls: number[][] = [];
  const double = gathered(async (items: readonly number[]) => {
    calls.push([...items]);
    await Promise.resolve();
    const refused = items.find((item) => item < 0);
    if (refused !== undefined) throw new Error(`below zero: ${refused}`);
    return items.map((item) => 2 * item);
  }, weightOf);
  return { calls, double };
}

describe('gathered', () => {
  it('makes one call of those of a turn, and gives everyone what is theirs', async () => {
    const { calls, double } = doubling();
    expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6]);
    expect(await double(4)).toBe(8);
    expect(calls).toEqual([[1, 2, 3], [4]]);
  });

  it('lets each caller hear of its own failure only', async () => {
    const { calls, double } = doubling();
    const outcomes = await Promise.allSettled([double(1), double(-2), double(-3), double(5)]);
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: new Error('below zero: -2') },
      { status: 'rejected', reason: new Error('below zero: -3') },
      { status: 'fulfilled', value: 10 },
    ]);
    expect(calls).toEqual([[1, -2, -3, 5], [1], [-2], [-3], [5]]);
  });

  it('does not do again what fails for one alone', async () => {
    const { calls, double } = doubling();
    await expect(double(-1)).rejects.toThrow('below zero: -1');
    expect(calls).toEqual([[-1]]);
  });

  it('answers nobody before the work is done', async () => {
    const done = Promise.withResolvers<void>();
    let answered = 0;
    const wait = gathered(async (items: readonly number[]) => {
      await done.promise;
      return items;
    });
    const both = Promise.all([1, 2].map(async (item) => wait(item).then(() => (answered += 1))));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(0);
    done.resolve();
    await both;
    expect(answered).toBe(2);
  });

  it('takes no more into a call than a transaction should take', async () => {
    const { calls, double } = doubling((item) => item);
    expect(await Promise.all([600, 300, 200, 1_200, 1].map(double))).toEqual([1_200, 600, 400, 2_400, 2]);
    expect(calls).toEqual([[600, 300], [200], [1_200], [1]]);
  });
});
