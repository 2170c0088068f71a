import { z } from 'zod';
import { type IdempotencyStore, idempotencyTimes, KeptAnswer } from '../../core/ports.ts';
import { eachBounded } from '../shared/each-bounded.ts';
import { customerPartition } from './customer-item.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { ItemKey, RecordsTable } from './records-table.ts';

const Claim = z.object({ fingerprint: z.string(), claimedAtMs: z.int(), body: PackedBytes.optional() });

/** Beside a customer: keys of kept answers that speak of it. */
export const answerPrefix = 'ANSWER#';

const writesAtOnce = 16;
/** A key that is claimed and given up again and again between two calls. */
const mostAttempts = 20;

export function answerKey(key: string): ItemKey {
  return { pk: `KEY#${key}`, sk: 'KEY' };
}

/** Free to claim: unknown, a day old, or of the same request whose worker has been silent for a minute. */
const free = {
  expression:
    'attribute_not_exists(#pk) OR #claimedAtMs <= :dayAgo' +
    ' OR (#fingerprint = :fingerprint AND attribute_not_exists(#body) AND #claimedAtMs < :minuteAgo)',
};

/** Idempotency keys in DynamoDB; see {@link IdempotencyStore}. What is a day old goes by its time to live. */
export class DynamoIdempotencyStore implements IdempotencyStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async claim(key: string, fingerprint: string, at: Date): ReturnType<IdempotencyStore['claim']> {
    const nowMs = at.getTime();
    const item = { ...answerKey(key), fingerprint, claimedAtMs: nowMs, expiresAt: expiryOf(at) };
    const values = {
      ':fingerprint': fingerprint,
      ':dayAgo': nowMs - idempotencyTimes.keptMs,
      ':minuteAgo': nowMs - idempotencyTimes.abandonedMs,
    };
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      if (await this.#table.put(item, { ...free, values })) return 'claimed';
      const found = await this.#table.get(answerKey(key));
      if (found === undefined) continue; // given up in between
      const held = Claim.parse(found);
      if (held.fingerprint !== fingerprint) return 'mismatch';
      return held.body ? unpack(held.body, KeptAnswer) : 'in-progress';
    }
    throw new Error(`an idempotency key was claimed and given up ${mostAttempts} times in a row`);
  }

  async complete(key: string, answer: KeptAnswer, at: Date): Promise<void> {
    const expiresAt = expiryOf(at);
    // First the notes by which erasing finds the answer: an answer without them would outlive its customer.
    await eachBounded(answer.customerIds, writesAtOnce, async (customerId) => {
      await this.#table.put({ pk: customerPartition(customerId), sk: `${answerPrefix}${key}`, expiresAt });
    });
    const kept = { body: pack(answer), claimedAtMs: at.getTime(), expiresAt };
    await this.#table.set(answerKey(key), kept, { expression: 'attribute_exists(#pk)' });
  }

  async release(key: string): Promise<void> {
    await this.#table.delete(answerKey(key), { expression: 'attribute_not_exists(#body)' });
  }
}

/** Seconds since 1970. */
function expiryOf(at: Date): number {
  return Math.ceil((at.getTime() + idempotencyTimes.keptMs) / 1000);
}
