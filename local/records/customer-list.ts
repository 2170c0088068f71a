import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import { summaryOf } from '../../core/scoring/customer-history.ts';
import { customerListName } from '../../core/scoring/customer-list-name.ts';
import type {
  CustomerPage,
  CustomerQuery,
  CustomerSummary,
  RecordedScore,
} from '../../core/scoring/customer-record.ts';
import { tiers } from '../../core/scoring/score.ts';
import type { CustomerIndex, SignatureFilter } from './groups/customer-index.ts';
import type { Place } from './groups/first-by-id.ts';
import type { GroupScores } from './groups/group-scores.ts';
import type { KeptCustomers } from './groups/kept-customers.ts';
import { LargestFirst } from './groups/largest-first.ts';
import { numberIn, wantedSignatures } from './groups/signature.ts';

const Position = z.tuple([z.number(), z.string()]);

/** Customers looked at in one go where a segment has no signatures. */
const perLook = 2_000;

/**
 * One page of the customer list. Pages hang on the last customer's place, not on a count: customers that nobody
 * scores meanwhile appear exactly once, whatever is written between two pages.
 *
 * @throws {DomainError} `invalid-cursor`
 */
export async function listCustomers(
  kept: KeptCustomers,
  index: CustomerIndex,
  query: CustomerQuery,
): Promise<CustomerPage> {
  const name = customerListName(query);
  let after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, name, Position);
  const segments = Object.entries(query.segments);
  const scoresOf = readingOnce(kept);
  const items: CustomerSummary[] = [];
  let last: Place | undefined;
  for (;;) {
    index.refresh();
    const filters = filtersOf(kept, segments);
    const tier = query.tier && tiers.indexOf(query.tier);
    const wanted = filters.length < segments.length ? perLook : query.limit + 1 - items.length;
    const order = new LargestFirst(kept, index, query.sort);
    const [filter, ...others] = filters;
    const among = filter ? index.matching(tier, [filter, ...others]) : { tier };
    const places = await order.first(among, after, wanted);
    for (const place of places) {
      const latest = kept.latestForList(place.key, place.customerId, scoresOf);
      if (latest && hasValues(latest, segments)) {
        if (items.length === query.limit && last) {
          return { items, cursor: encodeCursor(name, [last.sort, last.customerId]) };
        }
        const { customerId } = place;
        const movement = index.movementOf(place.key);
        items.push({ ...summaryOf({ customerId, latest, history: [] }), movement });
        last = place;
      }
      after = [place.sort, place.customerId];
    }
    if (places.length < wanted) return { items };
  }
}

/** Customers of a page are often neighbours. */
function readingOnce(kept: KeptCustomers): (group: number) => GroupScores | undefined {
  const read = new Map<number, GroupScores | undefined>();
  return (group) => {
    if (!read.has(group)) read.set(group, kept.scoresOf(group));
    return read.get(group);
  };
}

function filtersOf(kept: KeptCustomers, segments: readonly (readonly [string, string])[]): SignatureFilter[] {
  return segments.flatMap(([name, value]) => {
    const feature = kept.features.placeOf(name);
    return feature === undefined ? [] : [{ feature, signatures: wantedSignatures(value) }];
  });
}

/** A value as text, a number by its value, the empty text where it is missing. */
function hasValues({ features }: RecordedScore, segments: readonly (readonly [string, string])[]): boolean {
  return segments.every(([name, asked]) => {
    const value = Object.hasOwn(features, name) ? (features[name] ?? null) : null;
    if (asked === '') return value === null;
    return value === asked || (typeof value === 'number' && value === numberIn(asked));
  });
}
