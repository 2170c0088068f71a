import { z } from 'zod';
import { type IdempotencyStore, idempotencyTimes, KeptAnswer } from '../../core/ports.ts';
import type { Database } from './database.ts';

const Claim = z.object({ fingerprint: z.string(), at_ms: z.int(), answer: z.string().nullable() });

/** Idempotency keys in one SQLite file; see {@link IdempotencyStore}. */
export class SqliteIdempotencyStore implements IdempotencyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async claim(key: string, fingerprint: string, at: Date): ReturnType<IdempotencyStore['claim']> {
    const nowMs = at.getTime();
    return this.#database.transaction(() => {
      this.#database.run('DELETE FROM idempotency WHERE at_ms <= ?', nowMs - idempotencyTimes.keptMs);
      const row = this.#database.get('SELECT fingerprint, at_ms, answer FROM idempotency WHERE key = ?', key);
      const held = row && Claim.parse(row);
      if (held && held.fingerprint !== fingerprint) return 'mismatch';
      if (held && held.answer !== null) return KeptAnswer.parse(JSON.parse(held.answer));
      if (held && nowMs - held.at_ms <= idempotencyTimes.abandonedMs) return 'in-progress';
      this.#database.run(
        `INSERT INTO idempotency (key, fingerprint, at_ms) VALUES (?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET at_ms = excluded.at_ms`,
        key,
        fingerprint,
        nowMs,
      );
      return 'claimed';
    });
  }

  async complete(key: string, answer: KeptAnswer, at: Date): Promise<void> {
    this.#database.transaction(() => {
      const kept = this.#database.run(
        'UPDATE idempotency SET answer = ?, at_ms = ? WHERE key = ?',
        JSON.stringify(answer),
        at.getTime(),
        key,
      );
      if (kept === 0) return;
      for (const customerId of answer.customerIds) {
        this.#database.run('INSERT OR IGNORE INTO idempotency_customers VALUES (?, ?)', customerId, key);
      }
    });
  }

  async release(key: string): Promise<void> {
    this.#database.run('DELETE FROM idempotency WHERE key = ? AND answer IS NULL', key);
  }
}
