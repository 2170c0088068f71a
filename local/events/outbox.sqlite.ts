import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import type { Events } from '../../core/ports.ts';
import type { Database } from '../records/database.ts';

const Row = z.object({ position: z.int(), body: z.string() });
const Place = z.object({ position: z.int(), attempts: z.int(), next_at_ms: z.int() });

/** The next event for a subscriber. */
export interface Due {
  readonly position: number;
  readonly event: MainstayEvent;
  /** How often it could not be delivered so far. */
  readonly attempts: number;
}

/** Events read in one go. */
const mostAtOnce = 100;

/**
 * Events in one SQLite file; see {@link Events}. Handed over is what is committed: an event waits there until every
 * subscriber has it, across restarts, in the order in which events were published. Published again, it is not told again.
 */
export class SqliteOutbox implements Events {
  readonly #database: Database;
  #onPublished: () => void = () => undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async publish(...events: readonly MainstayEvent[]): Promise<void> {
    if (events.length === 0) return;
    this.#database.transaction(() => this.append(events));
    this.wake();
  }

  /** Adds events within a transaction of the caller's, who calls {@link wake} after it. */
  append(events: readonly MainstayEvent[]): void {
    for (const event of events.map((told) => MainstayEvent.parse(told))) {
      this.#database.run(
        'INSERT INTO events (event_id, at_ms, body) VALUES (?, ?, ?) ON CONFLICT (event_id) DO NOTHING',
        event.eventId,
        Date.parse(event.at),
        JSON.stringify(event),
      );
    }
  }

  /** Lets those who wait for events know that there are some. */
  wake(): void {
    this.#onPublished();
  }

  /** Calls `wake` whenever this process has published something. */
  onPublished(wake: () => void): void {
    this.#onPublished = wake;
  }

  /** Makes a place for a subscriber who has none yet: it hears of what is published from now on. */
  subscribe(name: string): void {
    this.#database.run(
      `INSERT INTO event_subscribers (name, position) VALUES (?, (SELECT coalesce(max(position), 0) FROM events))
       ON CONFLICT (name) DO NOTHING`,
      name,
    );
  }

  /**
   * What a subscriber is to be told next, oldest first; or from when on, if that has to wait; undefined if it has heard all.
   *
   * @param told - position up to which it was told already, where that is further than what is written down
   */
  next(name: string, nowMs: number, told = 0): readonly Due[] | { readonly waitMs: number } | undefined {
    const found = this.#database.get(
      'SELECT position, attempts, next_at_ms FROM event_subscribers WHERE name = ?',
      name,
    );
    if (!found) return undefined;
    const place = Place.parse(found);
    const rows = this.#database.all(
      'SELECT position, body FROM events WHERE position > ? ORDER BY position LIMIT ?',
      Math.max(place.position, told),
      mostAtOnce,
    );
    if (rows.length === 0) return undefined;
    if (place.next_at_ms > nowMs) return { waitMs: place.next_at_ms - nowMs };
    return rows.map((row, index) => {
      const { position, body } = Row.parse(row);
      const attempts = index === 0 && told <= place.position ? place.attempts : 0;
      return { position, event: MainstayEvent.parse(JSON.parse(body)), attempts };
    });
  }

  /** Writes down up to where a subscriber was told. */
  delivered(name: string, { position }: Pick<Due, 'position'>): void {
    this.#database.run(
      'UPDATE event_subscribers SET position = ?, attempts = 0, next_at_ms = 0 WHERE name = ?',
      position,
      name,
    );
  }

  /** It is tried again at that moment. */
  retry(name: string, { attempts }: Pick<Due, 'attempts'>, atMs: number): void {
    this.#database.run(
      'UPDATE event_subscribers SET attempts = ?, next_at_ms = ? WHERE name = ?',
      attempts + 1,
      atMs,
      name,
    );
  }

  /** It is not tried again; the subscriber goes on with the next one. */
  setAside(name: string, due: Pick<Due, 'position'>, error: string, nowMs: number): void {
    this.#database.transaction(() => {
      this.#database.run(
        'INSERT OR REPLACE INTO undelivered_events VALUES (?, ?, ?, ?)',
        name,
        due.position,
        nowMs,
        error.slice(0, 500),
      );
      this.delivered(name, due);
    });
  }

  /** Events that were set aside, oldest first. */
  undelivered(name: string): { readonly event: MainstayEvent; readonly error: string }[] {
    const rows = this.#database.all(
      `SELECT body, error FROM undelivered_events JOIN events USING (position) WHERE subscriber = ? ORDER BY position`,
      name,
    );
    return rows.map((row) => {
      const { body, error } = z.object({ body: z.string(), error: z.string() }).parse(row);
      return { event: MainstayEvent.parse(JSON.parse(body)), error };
    });
  }

  /** Removes events of before a moment, told or not. @returns how many */
  prune(beforeMs: number): number {
    return this.#database.run('DELETE FROM events WHERE at_ms < ?', beforeMs);
  }
}
