import { AuditEntry } from '../../core/lifecycle/registry.ts';
import type { AuditLog, Page, PageRequest } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { JsonList } from './json-list.ts';

/** The audit log in one SQLite file; see {@link AuditLog}. */
export class SqliteAuditLog implements AuditLog {
  readonly #entries: JsonList<AuditEntry>;

  constructor(database: Database) {
    this.#entries = new JsonList(database, 'audit', AuditEntry);
  }

  async append(entry: AuditEntry): Promise<void> {
    this.#entries.put(entry.auditId, entry.at, entry);
  }

  async list(page: PageRequest): Promise<Page<AuditEntry>> {
    return this.#entries.list(page);
  }
}
