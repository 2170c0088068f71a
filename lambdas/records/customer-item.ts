import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CompactScore } from '../../core/scoring/compact-score.ts';
import { tierBefore, withScore } from '../../core/scoring/customer-history.ts';
import { type CustomerRecord, movementOf, type PastScore, RecordedScore } from '../../core/scoring/customer-record.ts';
import { type Tier, tiers } from '../../core/scoring/score.ts';
import { ShortHistory, shortHistory } from '../../core/scoring/short-history.ts';
import { descendingKey } from './ordered-key.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { Item, ItemKey } from './records-table.ts';
import type { SheetItems } from './sheet-items.ts';
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

const Kept = z.object({
  customerId: z.string(),
  latest: z.union([CompactScore, RecordedScore]),
  history: ShortHistory,
});

/** The record that an item holds. */
export async function recordOf(item: unknown, sheets: SheetItems): Promise<CustomerRecord> {
  const { customerId, latest, history } = unpack(Stored.parse(item).body, Kept);
  return { customerId, latest: 'model' in latest ? await sheets.expand(customerId, latest) : latest, history };
}

/** A score that was kept in full; what else is there is carried on unread. */
const Full = z.looseObject({
  tier: z.enum(tiers),
  scoredAt: z.string(),
  probability: z.number(),
  valueAtRisk: z.looseObject({ amountMinor: z.int() }).nullable(),
});
const Carried = z.object({
  customerId: z.string(),
  latest: z.union([CompactScore, Full]),
  history: ShortHistory,
});
type Latest = z.infer<typeof Carried>['latest'];

/** What the next score of a customer needs to know. */
export interface ScoredBefore {
  readonly revision: number;
  readonly latest: Latest;
  readonly history: PastScore[];
}

export function scoredBefore(item: unknown): ScoredBefore & { readonly customerId: string } {
  const { pk, revision, body } = Stored.parse(item);
  const { latest, history } = unpack(body, Carried);
  return { customerId: customerIdOf(pk), revision, latest, history };
}

/** What lists and time to live need of the newest score. */
function figuresOf(latest: Latest): { tier: Tier; amountMinor: number; probability: number; scoredAt: string } {
  if ('valueAtRisk' in latest) {
    const { tier, valueAtRisk, probability, scoredAt } = latest;
    return { tier, amountMinor: valueAtRisk?.amountMinor ?? noValueAtRisk, probability, scoredAt };
  }
  const { tier, risk, probability, at } = latest;
  return { tier: tiers[tier]!, amountMinor: risk ?? noValueAtRisk, probability, scoredAt: at };
}

/**
 * The item after more scores of one customer.
 *
 * @param sheets - those of models that are known here make a score as small as its figures
 * @param keptDays - days after the newest score at which DynamoDB may remove it; undefined: never
 * @returns no item where none of them changes anything; and for each score the tier of the one before it
 */
export function withScores(
  before: ScoredBefore | undefined,
  scores: readonly RecordedScore[],
  sheets: SheetItems,
  keptDays: number | undefined,
): { readonly item: Item | undefined; readonly tiersBefore: readonly (Tier | null)[] } {
  let history = before?.history ?? [];
  let latest = before?.latest;
  const tiersBefore: (Tier | null)[] = [];
  let changed = false;
  for (const score of scores) {
    const longer = withScore(history, score);
    tiersBefore.push(tierBefore(longer ?? history, score.scoreId));
    if (!longer) continue;
    changed = true;
    history = longer;
    if (history[0]?.scoreId === score.scoreId) latest = sheets.compact(score) ?? score;
  }
  const customerId = scores[0]?.customerId;
  if (!changed || !latest || customerId === undefined) return { item: undefined, tiersBefore };
  const { tier, amountMinor, probability, scoredAt } = figuresOf(latest);
  const item = {
    ...customerKey(customerId),
    revision: (before?.revision ?? 0) + 1,
    tierShard: tierShardOf(tier, customerId),
    valueKey: sortKey(amountMinor, customerId),
    probabilityKey: sortKey(probability, customerId),
    movementKey: sortKey(movementOf({ history }), customerId),
    body: pack({ customerId, latest, history: shortHistory(history) }),
    expiresAt: expiryOf(scoredAt, keptDays),
  };
  return { item, tiersBefore };
}

/** Seconds since 1970 at which something of that moment may go. */
export function expiryOf(at: string, keptDays: number | undefined): number | undefined {
  return keptDays === undefined ? undefined : Math.ceil(Date.parse(at) / 1000) + keptDays * 24 * 60 * 60;
}
