import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import type { ObjectStore } from '../../core/ports.ts';
import { type BatchHome, customersCsv, dropOf, openBatchHome, recordingBy, runBatch } from './batch-run.ts';

const csv = customersCsv(20_000, 500); // more than one chunk, so that a reader that stops early leaves something unread

/** The home with a count of files that are being read. */
function counting(home: BatchHome): { home: BatchHome; reading: () => number } {
  let reading = 0;
  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    reading += 1;
    try {
      yield* bytes;
    } finally {
      reading -= 1;
    }
  }
  const { objects } = home.ports;
  const store: ObjectStore = {
    put: objects.put.bind(objects),
    size: objects.size.bind(objects),
    list: objects.list.bind(objects),
    remove: objects.remove.bind(objects),
    read: async (...asked) => {
      const bytes = await objects.read(...asked);
      return bytes && counted(bytes);
    },
  };
  return { home: { ...home, ports: { ...home.ports, objects: store } }, reading: () => reading };
}

it.each([
  ['scored', csv],
  ['scored from gzip', gzipSync(csv)],
  ['for training', csv.replaceAll(',,', ',Yes,')],
  ['foreign', `%PDF-1.7 ${csv}`],
  ['foreign and packed', gzipSync(`%PDF-1.7 ${csv}`)],
  ['without the columns', `x,y\n${csv}`],
  ['damaged', gzipSync(csv).subarray(0, 50_000)],
])(
  'a drop that is %s leaves no file open',
  async (_, content) => {
    const { home, reading } = counting(await openBatchHome());
    await runBatch(home, await dropOf(home.objects, 'd1', content), { shards: 3 });
    expect(reading()).toBe(0);
    home.records.close();
  },
  20_000,
);

it('a drop that fails half-way leaves no file open', async () => {
  const { home, reading } = counting(await openBatchHome());
  const failing = recordingBy(home.ports, () => Promise.reject(new Error('broken')));
  await expect(runBatch(home, await dropOf(home.objects, 'd1', csv), { shards: 3 }, failing)).rejects.toThrow();
  expect(reading()).toBe(0);
  home.records.close();
});
