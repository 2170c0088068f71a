import type { DatabaseSync } from 'node:sqlite';
import { DomainError } from '../../core/errors.ts';
import { migrateCustomers } from './groups/migrate-customers.ts';

/*
 * The DynamoDB design is the contract: one item per customer, timeline items beside it, lists by tier. A list without
 * a tier is merged from the three tiers, so three indexes serve six orders. Small columns come first: SQLite then
 * reads a row's long JSON only where it is asked for.
 */
const version1 = `
  CREATE TABLE customers (
    customer_key INTEGER PRIMARY KEY,
    customer_id TEXT NOT NULL UNIQUE,
    tier TEXT NOT NULL CHECK (tier IN ('high', 'medium', 'low')),
    value_at_risk INTEGER NOT NULL,
    probability REAL NOT NULL,
    movement REAL NOT NULL,
    features TEXT NOT NULL,
    history TEXT NOT NULL,
    latest TEXT NOT NULL
  ) STRICT;
  CREATE INDEX customers_by_value ON customers (tier, value_at_risk DESC, customer_id);
  CREATE INDEX customers_by_probability ON customers (tier, probability DESC, customer_id);
  CREATE INDEX customers_by_movement ON customers (tier, movement DESC, customer_id);

  CREATE TABLE tier_totals (
    tier TEXT PRIMARY KEY,
    customers INTEGER NOT NULL,
    value_at_risk INTEGER NOT NULL
  ) STRICT;
  INSERT INTO tier_totals VALUES ('high', 0, 0), ('medium', 0, 0), ('low', 0, 0);

  CREATE TABLE timeline (
    customer_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    entry_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (customer_id, entry_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX timeline_by_time ON timeline (customer_id, at_ms DESC, entry_id DESC);

  CREATE TABLE drops (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX drops_by_time ON drops (at_ms DESC, id DESC);
  CREATE TABLE runs (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX runs_by_time ON runs (at_ms DESC, id DESC);
  CREATE TABLE audit (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX audit_by_time ON audit (at_ms DESC, id DESC);
  CREATE TABLE models (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE champions (move INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT;

  CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    answer TEXT
  ) STRICT;
  CREATE INDEX idempotency_by_time ON idempotency (at_ms);
  CREATE TABLE idempotency_customers (
    customer_id TEXT NOT NULL,
    key TEXT NOT NULL REFERENCES idempotency ON DELETE CASCADE,
    PRIMARY KEY (customer_id, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_customers_by_key ON idempotency_customers (key);
`;

/*
 * Events wait here until every subscriber has them: each has a place in the row and hears of what comes after it, one
 * event after another. An event that a subscriber cannot take is set aside, so that it does not hold up the rest.
 */
const version2 = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE event_subscribers (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at_ms INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE undelivered_events (
    subscriber TEXT NOT NULL,
    position INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (subscriber, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX undelivered_by_event ON undelivered_events (position);

  CREATE TABLE messages (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX messages_by_time ON messages (at_ms DESC, id DESC);
  CREATE TABLE suppressions (address_sha256 TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
`;

/* The model that scores silently, and how it differed from the champion: counts of a day. */
const version3 = `
  CREATE TABLE shadow (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL) STRICT;
  CREATE TABLE shadow_tallies (
    version TEXT NOT NULL,
    day TEXT NOT NULL,
    champion TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (version, day, champion)
  ) STRICT, WITHOUT ROWID;
`;

/* Slots of groups whose customers have moved on into other groups; see `vacancies.ts`. */
const vacancies = `
  CREATE TABLE vacancies (
    customer_group INTEGER PRIMARY KEY,
    changed INTEGER NOT NULL,
    slots BLOB NOT NULL,
    stay INTEGER NOT NULL,
    drop_id TEXT NOT NULL
  ) STRICT;
`;

/* The last group whose customers are all in the index by id; see `new-keys.ts`. */
const indexedGroup = `
  ALTER TABLE customer_changes ADD COLUMN indexed_group INTEGER NOT NULL DEFAULT -1;
  UPDATE customer_changes SET indexed_group = coalesce((SELECT max(customer_group) FROM group_ids), -1);
`;

/* Contributions may be kept in half the bytes, which an older Mainstay would not read; see `group-scores.ts`. */
const shorterContributions = 'SELECT 1';

type Step = string | ((database: DatabaseSync) => void);

/** Steps from an empty file to the newest schema; step i leads to version i + 1. Never changed once released. */
const migrations: readonly Step[] = [
  version1,
  version2,
  version3,
  migrateCustomers,
  vacancies,
  indexedGroup,
  shorterContributions,
];

/**
 * Brings a records file to the newest schema, in one transaction.
 *
 * @throws {DomainError} `storage-read-only` where a newer Mainstay has written the file
 */
export function migrate(database: DatabaseSync, file: string): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, applied_at TEXT NOT NULL) STRICT',
    );
    const found = Number(database.prepare('SELECT max(version) AS version FROM schema_version').get()?.version ?? 0);
    if (found > migrations.length) {
      throw new DomainError(
        'storage-read-only',
        `${file} has schema ${found}, written by a newer Mainstay; this one knows up to ${migrations.length}`,
      );
    }
    const note = database.prepare("INSERT INTO schema_version VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ'))");
    for (const [index, step] of migrations.entries()) {
      if (index < found) continue;
      if (typeof step === 'string') database.exec(step);
      else step(database);
      note.run(index + 1);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
