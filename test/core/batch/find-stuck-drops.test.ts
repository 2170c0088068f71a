import { describe, expect, it } from '@jest/globals';
import { findStuckDrops } from '../../../core/batch/find-stuck-drops.ts';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import type { Receipt } from '../../../core/intake/receipt.ts';
import type { DropRecords, PageRequest } from '../../../core/ports.ts';

const now = new Date('2026-11-20T06:30:00Z');
const clock = { now: () => now };

/** A receipt of so many hours ago. */
function drop(dropId: string, hoursAgo: number, change: Partial<Receipt> = {}): Receipt {
  const receivedAt = new Date(now.getTime() - hoursAgo * 3_600_000).toISOString();
  return {
    ...newReceipt({ dropId, fileName: 'f.csv', receivedAt, sizeBytes: 1, sha256: null, profile: '' }),
    ...change,
  };
}

/** A list of receipts, newest first, two to a page, that tells which pages were asked for. */
function listOf(receipts: readonly Receipt[]): Pick<DropRecords, 'list'> & { readonly asked: PageRequest[] } {
  const asked: PageRequest[] = [];
  return {
    asked,
    list: async (page) => {
      asked.push(page);
      const from = Number(page.cursor ?? 0);
      const more = from + 2 < receipts.length;
      return { items: receipts.slice(from, from + 2), ...(more ? { cursor: String(from + 2) } : {}) };
    },
  };
}

const found = async (receipts: readonly Receipt[]) =>
  (await findStuckDrops({ drops: listOf(receipts), clock })).map(({ dropId }) => dropId);

describe('findStuckDrops', () => {
  it('finds drops that wait or are worked on for more than a day, on all pages', async () => {
    const receipts = [
      drop('new', 23),
      drop('a', 25),
      drop('done', 26, { state: 'done' }),
      drop('b', 380, { state: 'working' }),
    ];
    expect(await found(receipts)).toEqual(['a', 'b']);
  });

  it.each([
    ['is done', { state: 'done' }],
    ['failed, which people were told', { state: 'failed' }],
    ['waits for training', { state: 'received', kind: 'training' }],
  ] satisfies [string, Partial<Receipt>][])('leaves alone a drop that %s', async (_, change) => {
    expect(await found([drop('a', 30, change)])).toEqual([]);
  });

  it('counts from the moment the drop was received, to the millisecond', async () => {
    expect(await found([drop('a', 24)])).toEqual([]);
    expect(await found([drop('a', 24 + 1 / 3_600_000)])).toEqual(['a']);
  });

  it('stops at those of more than sixteen days ago, so that years of receipts are not read', async () => {
    const drops = listOf([drop('a', 25), drop('b', 16 * 24 + 1), drop('c', 400), drop('d', 500)]);
    expect(await findStuckDrops({ drops, clock })).toHaveLength(1);
    expect(drops.asked).toHaveLength(1);
  });
});
