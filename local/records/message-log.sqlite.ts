import { z } from 'zod';
import type { Page, PageRequest } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { JsonList } from './json-list.ts';

/** A message to people, and what became of it. */
export const LoggedMessage = z.strictObject({
  messageId: z.string().min(1),
  at: z.iso.datetime(),
  channel: z.enum(['notice', 'mail', 'text']),
  to: z.string(),
  subject: z.string().nullable(),
  text: z.string(),
  html: z.string().nullable(),
  state: z
    .enum(['sent', 'kept', 'refused'])
    .meta({ description: 'kept: nothing is configured that could send it, so it can be read here only' }),
  detail: z.string().nullable().meta({ description: 'Why it was refused' }),
});
export type LoggedMessage = z.infer<typeof LoggedMessage>;

/** Messages of a home, newest first, for whoever looks at what was told to whom. */
export class SqliteMessageLog {
  readonly #messages: JsonList<LoggedMessage>;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.#messages = new JsonList(database, 'messages', LoggedMessage);
  }

  /** Notes a message, over what was noted of it before. */
  async put(message: LoggedMessage): Promise<void> {
    this.#messages.put(message.messageId, message.at, message);
  }

  /** Newest first. @throws {DomainError} `invalid-cursor` */
  async list(page: PageRequest): Promise<Page<LoggedMessage>> {
    return this.#messages.list(page);
  }

  /** Removes messages of before a moment. @returns how many */
  prune(beforeMs: number): number {
    return this.#database.run('DELETE FROM messages WHERE at_ms < ?', beforeMs);
  }
}
