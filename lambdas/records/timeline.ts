import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import type { Page, PageRequest } from '../../core/ports.ts';
import { TimelineEntry } from '../../core/scoring/customer-record.ts';
import { customerPartition, expiryOf } from './customer-item.ts';
import { ascendingKey } from './ordered-key.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { RecordsTable } from './records-table.ts';

const Stored = z.object({ sk: z.string(), body: PackedBytes });
const Place = z.object({ timeKey: z.string() });
const Position = z.tuple([z.number(), z.string()]);

const prefix = 'TIME#';
/** After every moment. */
const end = 'TIME$';

/**
 * Adds an entry. Its place is noted under its id, so that an entry that comes again at another moment is moved, not
 * doubled; after a crash in between, the same call again finishes the work.
 */
export async function addTimeline(
  table: RecordsTable,
  entry: TimelineEntry,
  keptDays: number | undefined,
): Promise<void> {
  const pk = customerPartition(entry.customerId);
  const note = { pk, sk: `ENTRY#${entry.entryId}` };
  const timeKey = timeKeyOf(Date.parse(entry.at), entry.entryId);
  const expiresAt = expiryOf(entry.at, keptDays);
  const before = Place.safeParse(await table.get(note)).data;
  await table.put({ pk, sk: timeKey, body: pack(entry), expiresAt });
  if (before?.timeKey === timeKey) return;
  if (before) await table.delete({ pk, sk: before.timeKey });
  await table.put({ ...note, timeKey, expiresAt });
}

/** Newest first. @throws {DomainError} `invalid-cursor` */
export async function readTimeline(
  table: RecordsTable,
  customerId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<TimelineEntry>> {
  const name = JSON.stringify(['timeline', customerId]);
  const [atMs, entryId] = cursor === undefined ? [undefined, ''] : decodeCursor(cursor, name, Position);
  const from = atMs === undefined ? end : timeKeyOf(atMs, entryId);
  const stored = table.query({
    partition: customerPartition(customerId),
    between: [prefix, from],
    descending: true,
    pageSize: Math.min(limit + 2, 1_000),
  });
  const items: TimelineEntry[] = [];
  for await (const item of stored) {
    const { sk, body } = Stored.parse(item);
    if (sk === from) continue; // the last one of the page before
    if (items.length === limit) {
      const last = items[limit - 1];
      return last ? { items, cursor: encodeCursor(name, [Date.parse(last.at), last.entryId]) } : { items };
    }
    items.push(unpack(body, TimelineEntry));
  }
  return { items };
}

function timeKeyOf(atMs: number, entryId: string): string {
  return `${prefix}${ascendingKey(atMs)}#${entryId}`;
}
