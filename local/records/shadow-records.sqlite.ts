import { z } from 'zod';
import { isSameShadow, ShadowPointer } from '../../core/lifecycle/shadow/shadow.ts';
import { ShadowTally, sumOf } from '../../core/lifecycle/shadow/shadow-tally.ts';
import type { ShadowRecords } from '../../core/ports.ts';
import type { Database } from './database.ts';

const Row = z.object({ body: z.string() });

/** The shadow pointer and its tallies in one SQLite file; see {@link ShadowRecords}. */
export class SqliteShadowRecords implements ShadowRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async current(): Promise<ShadowPointer | undefined> {
    return this.#current();
  }

  async set(seen: ShadowPointer | undefined, next: ShadowPointer | undefined): Promise<boolean> {
    return this.#database.transaction(() => {
      if (!isSameShadow(this.#current(), seen)) return false;
      this.#database.run('DELETE FROM shadow');
      if (next) this.#database.run('INSERT INTO shadow VALUES (1, ?)', JSON.stringify(next));
      return true;
    });
  }

  async add(tally: ShadowTally): Promise<void> {
    const { version, day, champion } = tally;
    this.#database.transaction(() => {
      const row = this.#database.get(
        'SELECT body FROM shadow_tallies WHERE version = ? AND day = ? AND champion = ?',
        version,
        day,
        champion,
      );
      const sum = row === undefined ? tally : sumOf(tallyOf(row), tally);
      this.#database.run(
        'INSERT OR REPLACE INTO shadow_tallies VALUES (?, ?, ?, ?)',
        version,
        day,
        champion,
        JSON.stringify(sum),
      );
    });
  }

  async tallies(version: string): Promise<readonly ShadowTally[]> {
    const sql = 'SELECT body FROM shadow_tallies WHERE version = ? ORDER BY day, champion';
    return this.#database.all(sql, version).map(tallyOf);
  }

  #current(): ShadowPointer | undefined {
    const row = this.#database.get('SELECT body FROM shadow');
    return row && ShadowPointer.parse(JSON.parse(Row.parse(row).body));
  }
}

function tallyOf(row: unknown): ShadowTally {
  return ShadowTally.parse(JSON.parse(Row.parse(row).body));
}
