import { RunRecord } from '../../core/lifecycle/registry.ts';
import type { Page, PageRequest, RunRecords } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { JsonList } from './json-list.ts';

/** Runs in one SQLite file; see {@link RunRecords}. */
export class SqliteRunRecords implements RunRecords {
  readonly #runs: JsonList<RunRecord>;

  constructor(database: Database) {
    this.#runs = new JsonList(database, 'runs', RunRecord);
  }

  async put(run: RunRecord): Promise<void> {
    this.#runs.put(run.runId, run.startedAt, run);
  }

  async get(runId: string): Promise<RunRecord | undefined> {
    return this.#runs.get(runId);
  }

  async list(page: PageRequest): Promise<Page<RunRecord>> {
    return this.#runs.list(page);
  }
}
