import { z } from 'zod';
import { ChampionPointer, ModelRecord } from '../../core/lifecycle/registry.ts';
import type { ModelRegistry } from '../../core/ports.ts';
import type { Database } from './database.ts';

const Body = z.object({ body: z.string() });

/** Models and the champion pointer in one SQLite file; see {@link ModelRegistry}. */
export class SqliteModelRegistry implements ModelRegistry {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async register(model: ModelRecord): Promise<void> {
    this.#database.run(
      'INSERT INTO models (id, at_ms, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
      model.version,
      Date.parse(model.registeredAt),
      JSON.stringify(model),
    );
  }

  async get(version: string): Promise<ModelRecord | undefined> {
    const row = this.#database.get('SELECT body FROM models WHERE id = ?', version);
    return row && ModelRecord.parse(bodyOf(row));
  }

  async list(): Promise<readonly ModelRecord[]> {
    const rows = this.#database.all('SELECT body FROM models ORDER BY at_ms DESC, id DESC');
    return rows.map((row) => ModelRecord.parse(bodyOf(row)));
  }

  async champion(): Promise<ChampionPointer | undefined> {
    return this.#current();
  }

  async moveChampion(seen: ChampionPointer | undefined, next: ChampionPointer): Promise<boolean> {
    return this.#database.transaction(() => {
      if (!same(this.#current(), seen)) return false;
      this.#database.run('INSERT INTO champions (body) VALUES (?)', JSON.stringify(next));
      return true;
    });
  }

  async championHistory(): Promise<readonly ChampionPointer[]> {
    const rows = this.#database.all('SELECT body FROM champions ORDER BY move DESC');
    return rows.map((row) => ChampionPointer.parse(bodyOf(row)));
  }

  #current(): ChampionPointer | undefined {
    const row = this.#database.get('SELECT body FROM champions ORDER BY move DESC LIMIT 1');
    return row && ChampionPointer.parse(bodyOf(row));
  }
}

function same(a: ChampionPointer | undefined, b: ChampionPointer | undefined): boolean {
  return a?.version === b?.version && a?.since === b?.since && a?.by === b?.by && a?.reason === b?.reason;
}

function bodyOf(row: unknown): unknown {
  return JSON.parse(Body.parse(row).body);
}
