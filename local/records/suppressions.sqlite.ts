import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalAddress } from '../../core/outreach/canonical-address.ts';
import type { Suppression, Suppressions } from '../../core/ports.ts';
import type { Database } from './database.ts';

const Row = z.object({ body: z.string() });
const Body = z.object({ reason: z.enum(['bounce', 'complaint']), at: z.iso.datetime() });

/** Suppressed addresses in one SQLite file; see {@link Suppressions}. */
export class SqliteSuppressions implements Suppressions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add({ address, reason, at }: Suppression): Promise<void> {
    this.#database.run(
      'INSERT INTO suppressions VALUES (?, ?, ?) ON CONFLICT (address_sha256) DO NOTHING',
      hashOf(address),
      Date.parse(at),
      JSON.stringify({ reason, at }),
    );
  }

  async get(address: string): Promise<Omit<Suppression, 'address'> | undefined> {
    const row = this.#database.get('SELECT body FROM suppressions WHERE address_sha256 = ?', hashOf(address));
    return row && Body.parse(JSON.parse(Row.parse(row).body));
  }

  async remove(address: string): Promise<boolean> {
    return this.#database.run('DELETE FROM suppressions WHERE address_sha256 = ?', hashOf(address)) > 0;
  }
}

function hashOf(address: string): string {
  return createHash('sha256').update(canonicalAddress(address)).digest('hex');
}
