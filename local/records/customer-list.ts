import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import { summaryOf } from '../../core/scoring/customer-history.ts';
import { customerListName } from '../../core/scoring/customer-list-name.ts';
import type { CustomerPage, CustomerQuery } from '../../core/scoring/customer-record.ts';
import { tiers } from '../../core/scoring/score.ts';
import { recordOf } from './customer-row.ts';
import type { Database } from './database.ts';
import { pageOf } from './json-list.ts';

const columns = { valueAtRisk: 'value_at_risk', probability: 'probability', movement: 'movement' } as const;

const Position = z.tuple([z.number(), z.string()]);
const Place = z.object({ customer_key: z.int(), customer_id: z.string(), sort: z.number() });

type Place = z.infer<typeof Place>;
type After = readonly [sort: number, customerId: string];

/** Customers looked through for a segment at a time; a rare segment must not hold up other requests. */
const customersPerLook = 2_000;

/**
 * One page of the customer list. Pages hang on the last customer's place, not on a count: customers that nobody
 * scores meanwhile appear exactly once, whatever is written between two pages.
 *
 * @throws {DomainError} `invalid-cursor`
 */
export async function listCustomers(database: Database, query: CustomerQuery): Promise<CustomerPage> {
  const name = customerListName(query);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, name, Position);
  const places: Place[] = [];
  for (const tier of query.tier ? [query.tier] : tiers) {
    places.push(...(await placesInTier(database, query, tier, after)));
  }
  places.sort((a, b) => b.sort - a.sort || (a.customer_id < b.customer_id ? -1 : 1));
  return pageOf(places, query.limit, {
    item: ({ customer_key: key }) =>
      summaryOf(
        recordOf(database.get('SELECT customer_id, history, latest FROM customers WHERE customer_key = ?', key)),
      ),
    cursor: ({ sort, customer_id: id }) => encodeCursor(name, [sort, id]),
  });
}

/** The first of one tier after a place, one more than the page takes. */
async function placesInTier(
  database: Database,
  query: CustomerQuery,
  tier: string,
  after: After | undefined,
): Promise<Place[]> {
  const column = columns[query.sort];
  const segments = Object.entries(query.segments);
  const wanted = query.limit + 1;
  const inTier = (from: After | undefined): [string, (string | number)[]] =>
    from
      ? [`tier = ? AND ${column} <= ? AND (${column} < ? OR customer_id > ?)`, [tier, from[0], from[0], from[1]]]
      : ['tier = ?', [tier]];
  const select = `SELECT customer_key, customer_id, ${column} AS sort FROM customers WHERE`;
  const order = `ORDER BY ${column} DESC, customer_id LIMIT`;
  if (segments.length === 0) {
    const [where, values] = inTier(after); // read from the index alone
    return z.array(Place).parse(database.all(`${select} ${where} ${order} ?`, ...values, wanted));
  }
  const found: Place[] = [];
  for (let from = after; ; await setImmediate()) {
    const [where, values] = inTier(from);
    const last = database.get(`${select} ${where} ${order} 1 OFFSET ?`, ...values, customersPerLook - 1);
    const end = last && Place.parse(last);
    const rows = database.all(
      `${select} ${where} ${end ? `AND ${column} >= ? AND (${column} > ? OR customer_id <= ?)` : ''}
       ${segments.map(([, value]) => segmentFilter(value)).join(' ')} ${order} ?`,
      ...values,
      ...(end ? [end.sort, end.sort, end.customer_id] : []),
      ...segments.flatMap(([feature, value]) => (value === '' ? [feature] : [feature, value, asNumber(value)])),
      wanted - found.length,
    );
    found.push(...z.array(Place).parse(rows));
    if (!end || found.length >= wanted) return found;
    from = [end.sort, end.customer_id];
  }
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
