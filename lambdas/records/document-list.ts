import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import type { Page, PageRequest } from '../../core/ports.ts';
import { ascendingKey, numberOfAscendingKey } from './ordered-key.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { Item, ItemKey, RecordsTable } from './records-table.ts';

const Stored = z.object({ body: PackedBytes });
const Listed = Stored.extend({ pk: z.string(), listedAt: z.string() });
const Position = z.tuple([z.number(), z.string()]);

const mostAttempts = 20;

/**
 * Documents by id, listed newest first: receipts, runs, the audit log. Few are written in a second, so each kind is one
 * partition of the index. The index follows the table within moments: a document may be read before it is listed.
 */
export class DocumentList<T> {
  readonly #table: RecordsTable;
  readonly #list: 'drops' | 'runs' | 'audit';
  readonly #schema: z.ZodType<T>;

  constructor(table: RecordsTable, list: 'drops' | 'runs' | 'audit', schema: z.ZodType<T>) {
    this.#table = table;
    this.#list = list;
    this.#schema = schema;
  }

  /** Writes a document, over an earlier one of the same id. */
  async put(id: string, at: string, document: T): Promise<void> {
    await this.#table.put(this.#item(id, at, document));
  }

  /** The same, save where `isFinal` holds of what is there, or of nothing. @returns false, leaving it, if it does */
  async putUnless(id: string, at: string, document: T, isFinal: (kept: T | undefined) => boolean): Promise<boolean> {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const item = await this.#table.get(this.#key(id));
      const seen = item === undefined ? undefined : Stored.parse(item).body;
      if (isFinal(seen && unpack(seen, this.#schema))) return false;
      const unchanged = seen
        ? { expression: '#body = :seen', values: { ':seen': seen } }
        : { expression: 'attribute_not_exists(#pk)' };
      if (await this.#table.put(this.#item(id, at, document), unchanged)) return true;
    }
    throw new Error(`${this.#list} ${id} changed ${mostAttempts} times while it was written`);
  }

  async get(id: string): Promise<T | undefined> {
    const item = await this.#table.get(this.#key(id));
    return item === undefined ? undefined : unpack(Stored.parse(item).body, this.#schema);
  }

  /** Changes the newest state of a document, and only that. @param change - gives undefined where there is nothing to do */
  async update(id: string, change: (document: T) => T | undefined): Promise<void> {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const item = await this.#table.get(this.#key(id));
      if (item === undefined) return;
      const { body } = Stored.parse(item);
      const changed = change(unpack(body, this.#schema));
      if (changed === undefined) return;
      const unchanged = { expression: '#body = :seen', values: { ':seen': body } };
      if (await this.#table.set(this.#key(id), { body: pack(changed) }, unchanged)) return;
    }
    throw new Error(`${this.#list} ${id} changed ${mostAttempts} times while it was updated`);
  }

  /** @throws {DomainError} `invalid-cursor` */
  async list({ limit, cursor }: PageRequest): Promise<Page<T>> {
    const before = cursor === undefined ? undefined : listedAt(...decodeCursor(cursor, this.#list, Position));
    const items: T[] = [];
    let last: [atMs: number, id: string] | undefined;
    for await (const item of this.#walk(before, limit + 1)) {
      if (items.length === limit) return last ? { items, cursor: encodeCursor(this.#list, last) } : { items };
      items.push(item.document);
      last = [item.atMs, item.id];
    }
    return { items };
  }

  /** All documents, newest first. */
  async *all(): AsyncGenerator<T> {
    for await (const { document } of this.#walk(undefined, 200)) yield document;
  }

  async *#walk(before: string | undefined, pageSize: number) {
    const items = this.#table.query({
      index: 'byTime',
      partition: this.#list,
      before,
      descending: true,
      pageSize: Math.min(pageSize, 200),
    });
    for await (const item of items) {
      const { pk, listedAt: place, body } = Listed.parse(item);
      const id = pk.slice(pk.indexOf('#') + 1);
      yield { id, atMs: numberOfAscendingKey(place), document: unpack(body, this.#schema) };
    }
  }

  #item(id: string, at: string, document: T): Item {
    return { ...this.#key(id), list: this.#list, listedAt: listedAt(Date.parse(at), id), body: pack(document) };
  }

  #key(id: string): ItemKey {
    return { pk: `${prefixes[this.#list]}#${id}`, sk: 'DOCUMENT' };
  }
}

const prefixes = { drops: 'DROP', runs: 'RUN', audit: 'AUDIT' } as const;

function listedAt(atMs: number, id: string): string {
  return `${ascendingKey(atMs)}#${id}`;
}
