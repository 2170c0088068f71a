import { createHash } from 'node:crypto';
import { z } from 'zod';
import { tierBefore, withScore } from '../../core/scoring/customer-history.ts';
import { CustomerRecord, movementOf, PastScore, type RecordedScore } from '../../core/scoring/customer-record.ts';
import { type Tier, tiers } from '../../core/scoring/score.ts';
import { descendingKey } from './ordered-key.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { Item, ItemKey } from './records-table.ts';
import { shardsPerTier } from './table.ts';

/** Stands in the index for "no value at risk known": below every amount. */
export const noValueAtRisk = Number.MIN_SAFE_INTEGER;

const prefix = 'CUSTOMER#';

/** Partition of everything held on a customer. */
export function customerPartition(customerId: string): string {
  return `${prefix}${customerId}`;
}

export function customerIdOf(partition: string): string {
  return partition.slice(prefix.length);
}

export function customerKey(customerId: string): ItemKey {
  return { pk: customerPartition(customerId), sk: 'CUSTOMER' };
}

/** Partition of the customer indexes that a customer of that tier is in. */
export function tierShardOf(tier: Tier, customerId: string): string {
  const hash = createHash('md5').update(customerId).digest(); // spreads evenly; guards nothing
  return tierShardName(tier, hash.readUInt32BE(0) % shardsPerTier);
}

/** All partitions of one tier, or of all. */
export function tierShards(tier: Tier | undefined): { tier: Tier; partition: string }[] {
  return (tier ? [tier] : tiers).flatMap((of) =>
    Array.from({ length: shardsPerTier }, (_, shard) => ({ tier: of, partition: tierShardName(of, shard) })),
  );
}

function tierShardName(tier: Tier, shard: number): string {
  return `${tier}#${shard}`;
}

/** The three figures that lists are sorted by, each ended by the id. */
export function sortKey(value: number, customerId: string): string {
  return `${descendingKey(value)}#${customerId}`;
}

const Stored = z.object({ pk: z.string(), revision: z.int(), body: PackedBytes });

/** The record that an item holds. */
export function recordOf(item: unknown): CustomerRecord {
  return unpack(Stored.parse(item).body, CustomerRecord);
}

/** What the next score of a customer needs to know; the newest score is carried on unread. */
export interface ScoredBefore {
  readonly revision: number;
  readonly customer: z.infer<typeof Carried>;
}

const Carried = z.object({
  customerId: z.string(),
  latest: z
    .looseObject({ tier: z.enum(tiers), scoredAt: z.string(), probability: z.number() })
    .and(z.looseObject({ valueAtRisk: z.looseObject({ amountMinor: z.int() }).nullable() })),
  history: z.array(PastScore),
});

export function scoredBefore(item: unknown): ScoredBefore & { readonly customerId: string } {
  const { pk, revision, body } = Stored.parse(item);
  return { customerId: customerIdOf(pk), revision, customer: unpack(body, Carried) };
}

/**
 * The item after more scores of one customer.
 *
 * @param keptDays - days after the newest score at which DynamoDB may remove it; undefined: never
 * @returns no item where none of them changes anything; and for each score the tier of the one before it
 */
export function withScores(
  before: ScoredBefore | undefined,
  scores: readonly RecordedScore[],
  keptDays: number | undefined,
): { readonly item: Item | undefined; readonly tiersBefore: readonly (Tier | null)[] } {
  let history = before?.customer.history ?? [];
  let latest: ScoredBefore['customer']['latest'] | undefined = before?.customer.latest;
  const tiersBefore: (Tier | null)[] = [];
  let changed = false;
  for (const score of scores) {
    const longer = withScore(history, score);
    tiersBefore.push(tierBefore(longer ?? history, score.scoreId));
    if (!longer) continue;
    changed = true;
    history = longer;
    if (history[0]?.scoreId === score.scoreId) latest = score;
  }
  const customerId = scores[0]?.customerId;
  if (!changed || !latest || customerId === undefined) return { item: undefined, tiersBefore };
  const item = {
    ...customerKey(customerId),
    revision: (before?.revision ?? 0) + 1,
    tierShard: tierShardOf(latest.tier, customerId),
    valueKey: sortKey(latest.valueAtRisk?.amountMinor ?? noValueAtRisk, customerId),
    probabilityKey: sortKey(latest.probability, customerId),
    movementKey: sortKey(movementOf({ history }), customerId),
    body: pack({ customerId, latest, history }),
    expiresAt: expiryOf(latest.scoredAt, keptDays),
  };
  return { item, tiersBefore };
}

/** Seconds since 1970 at which something of that moment may go. */
export function expiryOf(at: string, keptDays: number | undefined): number | undefined {
  return keptDays === undefined ? undefined : Math.ceil(Date.parse(at) / 1000) + keptDays * 24 * 60 * 60;
}
