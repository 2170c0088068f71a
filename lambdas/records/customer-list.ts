import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import { summaryOf } from '../../core/scoring/customer-history.ts';
import { customerListName } from '../../core/scoring/customer-list-name.ts';
import type {
  CustomerPage,
  CustomerQuery,
  CustomerRecord,
  CustomerSummary,
} from '../../core/scoring/customer-record.ts';
import { customerIdOf, customerKey, recordOf, sortKey, tierShards } from './customer-item.ts';
import { mergeStreams } from './merge-streams.ts';
import { numberOfDescendingKey } from './ordered-key.ts';
import type { RecordsTable } from './records-table.ts';
import type { SheetItems } from './sheet-items.ts';

const indexOf = { valueAtRisk: 'byValue', probability: 'byProbability', movement: 'byMovement' } as const;
const sortKeyOf = { valueAtRisk: 'valueKey', probability: 'probabilityKey', movement: 'movementKey' } as const;

/** An index holds the keys of its own order only. */
const Entry = z.object({
  pk: z.string(),
  valueKey: z.string().optional(),
  probabilityKey: z.string().optional(),
  movementKey: z.string().optional(),
});
const Position = z.tuple([z.number(), z.string()]);

/** Customers read from the table at a time. */
const perRead = 100;
/** Customers that one page looks through for a segment: a rare one gives short pages rather than slow ones. */
const mostLookedAt = 2_000;

interface Place {
  readonly customerId: string;
  readonly key: string;
}

/**
 * One page of the customer list, merged from the shards of the tiers. Pages hang on the last customer's place, not on a
 * count. A page for a segment may hold fewer customers than asked for, even none, and still have a cursor.
 *
 * @throws {DomainError} `invalid-cursor`
 */
export async function listCustomers(
  table: RecordsTable,
  sheets: SheetItems,
  query: CustomerQuery,
): Promise<CustomerPage> {
  const name = customerListName(query);
  const position = query.cursor === undefined ? undefined : decodeCursor(query.cursor, name, Position);
  const filtered = Object.keys(query.segments).length > 0;
  const places = placesOf(table, query, position && sortKey(...position));
  const items: CustomerSummary[] = [];
  let last: Place | undefined;
  let lookedAt = 0;
  for (;;) {
    // One more than the page takes: it is what says that there is a next page.
    const part = await take(places, Math.min(perRead, filtered ? perRead : query.limit + 1 - items.length));
    if (part.length === 0) return { items };
    const records = await recordsOf(table, sheets, part);
    for (const place of part) {
      const isFull = items.length === query.limit || lookedAt === mostLookedAt;
      if (isFull && last) return { items, cursor: cursorAt(name, last) };
      const record = records.get(place.customerId);
      if (record && isWanted(record, query)) items.push(summaryOf(record));
      lookedAt += 1;
      last = place;
    }
  }
}

async function take(places: AsyncIterator<Place, undefined>, count: number): Promise<Place[]> {
  const taken: Place[] = [];
  while (taken.length < count) {
    const next = await places.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function cursorAt(name: string, { key, customerId }: Place): string {
  return encodeCursor(name, [numberOfDescendingKey(key), customerId]);
}

/** Customers in the order of the list, from the indexes alone. */
function placesOf(
  table: RecordsTable,
  { tier, sort, limit }: CustomerQuery,
  after: string | undefined,
): AsyncGenerator<Place, undefined> {
  const shards = tierShards(tier);
  // Twice an even share: one call per shard is enough unless the page's customers crowd into few of them.
  const pageSize = Math.min(limit + 1, Math.max(8, Math.ceil((2 * limit) / shards.length)));
  const streams = shards.map(async function* ({ partition }): AsyncGenerator<Place, undefined> {
    for await (const item of table.query({ index: indexOf[sort], partition, after, pageSize })) {
      const { pk, ...keys } = Entry.parse(item);
      yield { customerId: customerIdOf(pk), key: keys[sortKeyOf[sort]] ?? '' };
    }
    return undefined;
  });
  return mergeStreams(streams, (a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

async function recordsOf(
  table: RecordsTable,
  sheets: SheetItems,
  places: readonly Place[],
): Promise<Map<string, CustomerRecord>> {
  const items = await table.getMany(places.map(({ customerId }) => customerKey(customerId)));
  const records = await Promise.all(items.map((item) => recordOf(item, sheets)));
  return new Map(records.map((record) => [record.customerId, record]));
}

/** An index follows the table within moments: a customer may have moved on to another tier. */
function isWanted({ latest }: CustomerRecord, { tier, segments }: CustomerQuery): boolean {
  if (tier !== undefined && latest.tier !== tier) return false;
  return Object.entries(segments).every(([feature, wanted]) => {
    const value = Object.hasOwn(latest.features, feature) ? latest.features[feature] : null;
    if (wanted === '') return value === null || value === undefined;
    return value === wanted || (typeof value === 'number' && wanted.trim() !== '' && value === Number(wanted));
  });
}
