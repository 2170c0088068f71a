import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import { summaryOf } from '../../core/scoring/customer-history.ts';
import type { CustomerPage, CustomerQuery } from '../../core/scoring/customer-record.ts';
import { tiers } from '../../core/scoring/score.ts';
import { recordOf } from './customer-row.ts';
import type { Database } from './database.ts';
import { pageOf } from './json-list.ts';

const columns = { valueAtRisk: 'value_at_risk', probability: 'probability', movement: 'movement' } as const;

const Position = z.tuple([z.number(), z.string()]);
const Place = z.object({ customer_key: z.int(), customer_id: z.string(), sort: z.number() });

/**
 * One page of the customer list. Pages hang on the last customer's place, not on a count: customers that nobody
 * scores meanwhile appear exactly once, whatever is written between two pages.
 *
 * @throws {DomainError} `invalid-cursor`
 */
export function listCustomers(database: Database, query: CustomerQuery): CustomerPage {
  const name = listName(query);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, name, Position);
  const places = (query.tier ? [query.tier] : tiers)
    .flatMap((tier) => placesInTier(database, query, tier, after))
    .sort((a, b) => b.sort - a.sort || (a.customer_id < b.customer_id ? -1 : 1));
  return pageOf(places, query.limit, {
    item: ({ customer_key: key }) =>
      summaryOf(
        recordOf(database.get('SELECT customer_id, history, latest FROM customers WHERE customer_key = ?', key)),
      ),
    cursor: ({ sort, customer_id: id }) => encodeCursor(name, [sort, id]),
  });
}

/** The first of one tier after a place, one more than the page takes; read from the index alone where no segment is asked for. */
function placesInTier(
  database: Database,
  query: CustomerQuery,
  tier: string,
  after: readonly [number, string] | undefined,
): z.infer<typeof Place>[] {
  const column = columns[query.sort];
  const segments = Object.entries(query.segments);
  const rows = database.all(
    `SELECT customer_key, customer_id, ${column} AS sort FROM customers
     WHERE tier = ?
     ${after ? `AND ${column} <= ? AND (${column} < ? OR customer_id > ?)` : ''}
     ${segments.map(([, value]) => segmentFilter(value)).join(' ')}
     ORDER BY ${column} DESC, customer_id LIMIT ?`,
    tier,
    ...(after ? [after[0], after[0], after[1]] : []),
    ...segments.flatMap(([feature, value]) => (value === '' ? [feature] : [feature, value, asNumber(value)])),
    query.limit + 1,
  );
  return z.array(Place).parse(rows);
}

/** A value as text, a number by its value, the empty text where it is missing. */
function segmentFilter(value: string): string {
  return value === ''
    ? "AND NOT EXISTS (SELECT 1 FROM json_each(features) WHERE key = ? AND type <> 'null')"
    : 'AND EXISTS (SELECT 1 FROM json_each(features) WHERE key = ? AND (atom = ? OR atom = ?))';
}

/** The number that a text is the usual form of; null otherwise, which equals nothing in SQL. */
function asNumber(text: string): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
}

function listName({ tier, sort, segments }: CustomerQuery): string {
  const sorted = Object.entries(segments).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(['customers', tier ?? null, sort, sorted]);
}
