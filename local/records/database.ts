import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { FlushAhead } from '../objects/flush-ahead.ts';
import { migrate } from './schema.ts';
import { asStorageFailure } from './sqlite-errors.ts';

export interface DatabaseOptions {
  /** Refuses every write with `storage-read-only`. The file must exist. @default false */
  readonly readOnly?: boolean | undefined;
  /** Size past which writes fail with `storage-full`, bytes. @default what the disk holds */
  readonly maxSizeBytes?: number | undefined;
  /** How long to wait for another process that writes, milliseconds. @default 5000 */
  readonly busyTimeoutMs?: number | undefined;
}

type Row = Record<string, unknown>;

/** The file of the write-ahead log. */
interface Log {
  readonly descriptor: number;
  readonly ahead: FlushAhead;
}

/**
 * One SQLite file: write-ahead log (readers and a writer of several processes get along), statements prepared once,
 * deleted content overwritten with zeros, failures in our words.
 */
export class Database {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #descriptor: number | undefined;
  #log: Log | undefined;

  /** @throws {DomainError} `storage-full`, `storage-read-only` */
  constructor(file: string, options: DatabaseOptions = {}) {
    this.file = file;
    this.#database = this.#guard(
      () =>
        new DatabaseSync(file, {
          timeout: options.busyTimeoutMs ?? 5_000,
          readOnly: options.readOnly ?? false,
          enableForeignKeyConstraints: true,
        }),
    );
    try {
      this.#guard(() => this.#prepareFile(options));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#guard(() => this.#statement(sql).all(...values));
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(...values));
  }

  /** Row by row; nothing else may run the same statement meanwhile. */
  *iterate(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    const rows = this.#guard(() => this.#statement(sql).iterate(...values));
    for (;;) {
      const next = this.#guard(() => rows.next());
      if (next.done) return;
      yield next.value;
    }
  }

  /** @returns how many rows were changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).changes));
  }

  /** Runs `work` in one transaction that holds the write lock from its start; all of it is kept or nothing. */
  transaction<T>(work: () => T): T {
    return this.#guard(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /**
   * The same, without waiting for the disk: what it writes outlasts the process, and a loss of power once {@link flushed} has
   * resolved and a later {@link transaction} is kept. Waiting takes a millisecond or two.
   *
   * @param bytes - that it writes, about
   */
  unflushedTransaction<T>(work: () => T, bytes: number): T {
    this.#guard(() => this.#database.exec('PRAGMA synchronous = NORMAL'));
    try {
      const result = this.transaction(work);
      this.#openLog().ahead.wrote(bytes);
      return result;
    } finally {
      this.#guard(() => this.#database.exec('PRAGMA synchronous = FULL'));
    }
  }

  /** Resolves when no part of the log is being sent on to the disk. */
  async flushed(): Promise<void> {
    await this.#log?.ahead.settled().catch(() => undefined); // SQLite is told of the same failure when it waits itself
  }

  /** Parts of the log are sent on while more is written, so that a checkpoint has little to wait for. */
  #openLog(): Log {
    if (!this.#log) {
      const descriptor = openSync(`${this.file}-wal`, 'r+');
      this.#log = { descriptor, ahead: new FlushAhead(descriptor) };
    }
    return this.#log;
  }

  /**
   * Brings the write-ahead log into the file and empties it, so that nothing deleted lives on in it.
   * @returns false where another process was reading all the while; its next checkpoint does the rest
   */
  checkpoint(): boolean {
    return this.get('PRAGMA wal_checkpoint(TRUNCATE)')?.busy === 0;
  }

  /**
   * The file itself, to be read and written past SQLite, open as long as this is: a process that closes any descriptor of a
   * file gives up all locks that it has on it, SQLite's among them (https://www.sqlite.org/howtocorrupt.html, 2.2).
   */
  get descriptor(): number {
    this.#descriptor ??= openSync(this.file, 'r+');
    return this.#descriptor;
  }

  /** Forgets what it holds of the file in memory. */
  forgetPages(): void {
    this.#guard(() => this.#database.exec('PRAGMA shrink_memory'));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    if (this.#log) void closeWhenSettled(this.#log);
    this.#log = undefined;
  }

  #prepareFile(options: DatabaseOptions): void {
    const database = this.#database;
    // Mapped, a blob is read without a call of the system for each of its pages.
    database.exec('PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA mmap_size = 2147418112;');
    if (options.readOnly) return;
    // Pages twice the usual size, in a new file: half the calls of the system for each group of customers, there and back.
    // Full: a commit survives a power cut too.
    database.exec(
      'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4096;',
    );
    migrate(database, this.file);
    if (options.maxSizeBytes !== undefined) {
      const { page_size: pageSize } = PageSize.parse(database.prepare('PRAGMA page_size').get());
      database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(options.maxSizeBytes / pageSize))}`);
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof DomainError ? error : asStorageFailure(error, this.file);
    }
  }
}

async function closeWhenSettled({ descriptor, ahead }: Log): Promise<void> {
  await ahead.settled().catch(() => undefined);
  closeSync(descriptor);
}

const PageSize = z.object({ page_size: z.int().positive() });
