import { isDeepStrictEqual } from 'node:util';
import { Receipt } from '../../core/intake/receipt.ts';
import type { DropRecords, Page, PageRequest } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { JsonList } from './json-list.ts';

/** Receipts in one SQLite file; see {@link DropRecords}. */
export class SqliteDropRecords implements DropRecords {
  readonly #database: Database;
  readonly #receipts: JsonList<Receipt>;

  constructor(database: Database) {
    this.#database = database;
    this.#receipts = new JsonList(database, 'drops', Receipt);
  }

  async put(receipt: Receipt): Promise<void> {
    this.#receipts.put(receipt.dropId, receipt.receivedAt, receipt);
  }

  async putUnlessDone(receipt: Receipt): Promise<boolean> {
    return this.#receipts.putUnless('done', receipt.dropId, receipt.receivedAt, receipt);
  }

  async replace(seen: Receipt | undefined, receipt: Receipt): Promise<boolean> {
    return this.#database.transaction(() => {
      if (!isDeepStrictEqual(this.#receipts.get(receipt.dropId), seen)) return false;
      this.#receipts.put(receipt.dropId, receipt.receivedAt, receipt);
      return true;
    });
  }

  async get(dropId: string): Promise<Receipt | undefined> {
    return this.#receipts.get(dropId);
  }

  async list(page: PageRequest): Promise<Page<Receipt>> {
    return this.#receipts.list(page);
  }
}
