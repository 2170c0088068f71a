import { describe, expect, it } from '@jest/globals';
import { nowAndThen } from '../../local/now-and-then.ts';

/** How many of some calls in a row have let others have their turn. */
async function turnsOf(giveWay: () => Promise<void>, calls: number): Promise<number> {
  let turns = 0;
  for (let i = 0; i < calls; i++) {
    let isOver = false;
    setImmediate(() => {
      if (!isOver) turns += 1;
    });
    await giveWay();
    isOver = true;
  }
  return turns;
}

describe('a piece of work', () => {
  it('lets others have their turn once it has gone on long enough', async () => {
    expect(await turnsOf(nowAndThen(0), 5)).toBe(5);
  });

  it('goes on where it has just given way', async () => {
    expect(await turnsOf(nowAndThen(Number.POSITIVE_INFINITY), 5)).toBe(0);
  });
});
