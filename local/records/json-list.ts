import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import type { Page, PageRequest } from '../../core/ports.ts';
import type { Database } from './database.ts';

const Body = z.object({ body: z.string() });
const Line = Body.extend({ id: z.string(), at_ms: z.int() });
const Position = z.tuple([z.int(), z.string()]);

/** A table of JSON documents by id, listed newest first. */
export class JsonList<T> {
  readonly #database: Database;
  readonly #table: 'drops' | 'runs' | 'audit' | 'messages';
  readonly #schema: z.ZodType<T>;

  constructor(database: Database, table: 'drops' | 'runs' | 'audit' | 'messages', schema: z.ZodType<T>) {
    this.#database = database;
    this.#table = table;
    this.#schema = schema;
  }

  /** Writes a document, over an earlier one of the same id. */
  put(id: string, at: string, document: T): void {
    this.#database.run(
      `INSERT INTO ${this.#table} (id, at_ms, body) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms, body = excluded.body`,
      id,
      Date.parse(at),
      JSON.stringify(document),
    );
  }

  /** The same, save over a document in this state. @returns false, leaving what is there, if it is in that state */
  putUnless(state: string, id: string, at: string, document: T): boolean {
    const changed = this.#database.run(
      `INSERT INTO ${this.#table} (id, at_ms, body) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms, body = excluded.body
       WHERE json_extract(${this.#table}.body, '$.state') IS NOT ?`,
      id,
      Date.parse(at),
      JSON.stringify(document),
      state,
    );
    return changed > 0;
  }

  get(id: string): T | undefined {
    const row = this.#database.get(`SELECT body FROM ${this.#table} WHERE id = ?`, id);
    return row && this.#schema.parse(JSON.parse(Body.parse(row).body));
  }

  /** @throws {DomainError} `invalid-cursor` */
  list({ limit, cursor }: PageRequest): Page<T> {
    const [atMs, id] =
      cursor === undefined ? [Number.MAX_SAFE_INTEGER, ''] : decodeCursor(cursor, this.#table, Position);
    const rows = this.#database.all(
      `SELECT id, at_ms, body FROM ${this.#table} WHERE (at_ms, id) < (?, ?) ORDER BY at_ms DESC, id DESC LIMIT ?`,
      atMs,
      id,
      limit + 1,
    );
    return pageOf(z.array(Line).parse(rows), limit, {
      item: (line) => this.#schema.parse(JSON.parse(line.body)),
      cursor: (line) => encodeCursor(this.#table, [line.at_ms, line.id]),
    });
  }
}

/** Makes a page of one row more than the limit: the row too many only says that there is a next page. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  to: { item: (row: R) => T; cursor: (row: R) => string },
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map((row) => to.item(row));
  return rows.length > limit && last ? { items, cursor: to.cursor(last) } : { items };
}
