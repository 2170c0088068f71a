import { z } from 'zod';
import type { MainstayEvent } from './events.ts';
import type { Receipt } from './intake/receipt.ts';
import type { AuditEntry, ChampionPointer, ModelRecord, RunRecord } from './lifecycle/registry.ts';
import type { ShadowPointer } from './lifecycle/shadow/shadow.ts';
import type { ShadowTally } from './lifecycle/shadow/shadow-tally.ts';
import type { FeatureValues } from './profile/profile.ts';
import type {
  CustomerExport,
  CustomerPage,
  CustomerQuery,
  CustomerRecord,
  RecordedScore,
  TimelineEntry,
} from './scoring/customer-record.ts';
import type { EndpointAddress } from './scoring/external/endpoint-address.ts';
import type { Tier } from './scoring/score.ts';
import type { ScoredRows } from './scoring/scored-rows.ts';
import type { ScoringSheet } from './scoring/scoring-sheet.ts';

/*
 * What the core needs of the world. Each home brings its adapters; one contract suite per port (test/contracts) runs
 * against all of them. Every write is idempotent: the same call twice leaves the same state.
 */

/** One page of a list. `cursor` is opaque; undefined on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string | undefined;
}

export interface PageRequest {
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface CustomerRecords {
  /**
   * Records scores: snapshot, newest score, compact history (26), lists. A score whose `scoreId` is already in the
   * customer's history changes nothing; a score older than the newest only joins the history.
   *
   * @returns for each score the tier of the customer's score before it, null for a first one: from the history, so that
   *   the same call later says the same, as far back as the history reaches
   */
  putScores(scores: readonly RecordedScore[]): Promise<readonly (Tier | null)[]>;
  /**
   * Records scores of rows of a drop, as {@link putScores} would, and keeps their sheet first. In bulk: several thousand
   * rows a call, in the order of the file, are fastest, and one call's rows are kept all or none where the home can. They
   * outlast the process; a loss of power they outlast only once {@link flush} has resolved after them.
   *
   * @returns for each row the tier of the customer's score before it, as a place in `tiers`; -1 for a first one
   */
  putScoredRows(rows: ScoredRows): Promise<Int8Array>;
  /** Resolves when all that was put before outlasts a loss of power. */
  flush(): Promise<void>;
  /**
   * Keeps what the scores of a model version have in common, so that they can be kept as bare figures; to be called before
   * the first score of that version is put. Again, it does nothing, at no cost worth counting.
   */
  keepSheet(sheet: ScoringSheet): Promise<void>;
  get(customerId: string): Promise<CustomerRecord | undefined>;
  /** Newest scores of many at once, in the order asked, undefined where unknown. For `previous` of a new score. */
  getMany(customerIds: readonly string[]): Promise<readonly (CustomerRecord | undefined)[]>;
  /**
   * The newest values of every `step`-th customer in an order of the adapter's own, in pieces; each customer counts once.
   * Left out where there is no quicker way than the list.
   */
  everyNth?(step: number): AsyncIterable<readonly FeatureValues[]>;
  /** @throws {DomainError} `invalid-cursor` */
  list(query: CustomerQuery): Promise<CustomerPage>;
  /** Customers per tier, and their value at risk in minor units. */
  tierTotals(): Promise<Readonly<Record<'high' | 'medium' | 'low', { customers: number; valueAtRiskMinor: number }>>>;
  addTimeline(entry: TimelineEntry): Promise<void>;
  /** Newest first. */
  timeline(customerId: string, page: PageRequest): Promise<Page<TimelineEntry>>;
  export(customerId: string): Promise<CustomerExport | undefined>;
  /**
   * Removes all that is held on the customer; true if anything was. Kept answers that speak of it go too, and what
   * stood in its quarantined rows on receipts. The caller writes the audit entry.
   */
  erase(customerId: string): Promise<boolean>;
}

export interface DropRecords {
  put(receipt: Receipt): Promise<void>;
  /**
   * Writes a receipt, but not over one that is `done`: a duplicate that comes late must not reopen a drop.
   * @returns false, leaving what is there, if the drop is done
   */
  putUnlessDone(receipt: Receipt): Promise<boolean>;
  /**
   * Writes a receipt in the place of the one that was seen there; undefined: where there was none.
   * @returns false, leaving what is there, if that is another by now
   */
  replace(seen: Receipt | undefined, receipt: Receipt): Promise<boolean>;
  get(dropId: string): Promise<Receipt | undefined>;
  /** Newest first. @throws {DomainError} `invalid-cursor` */
  list(page: PageRequest): Promise<Page<Receipt>>;
}

export interface ModelRegistry {
  /** Registers a bundle; registering the same version again changes nothing. */
  register(model: ModelRecord): Promise<void>;
  get(version: string): Promise<ModelRecord | undefined>;
  /** Newest first. */
  list(): Promise<readonly ModelRecord[]>;
  champion(): Promise<ChampionPointer | undefined>;
  /**
   * Moves the champion pointer if it still is what the caller saw, and keeps the old one in its history.
   * @returns false if another process moved it in between
   */
  moveChampion(seen: ChampionPointer | undefined, next: ChampionPointer): Promise<boolean>;
  /** All pointers there ever were, newest first. */
  championHistory(): Promise<readonly ChampionPointer[]>;
}

/** The model that scores silently beside the champion, and how the two differed. */
export interface ShadowRecords {
  /** The pointer; its time may have run out. */
  current(): Promise<ShadowPointer | undefined>;
  /**
   * Sets or clears the pointer if it still is what the caller saw.
   * @returns false if another process changed it in between
   */
  set(seen: ShadowPointer | undefined, next: ShadowPointer | undefined): Promise<boolean>;
  /** Adds counts to those of the same models and day. Unlike other writes, the same call twice counts twice. */
  add(tally: ShadowTally): Promise<void>;
  /** The tallies of a model that shadows or did, by day and champion, oldest first. */
  tallies(version: string): Promise<readonly ShadowTally[]>;
}

export interface RunRecords {
  put(run: RunRecord): Promise<void>;
  get(runId: string): Promise<RunRecord | undefined>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<RunRecord>>;
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<AuditEntry>>;
}

/** The answer kept for an idempotency key. */
export const KeptAnswer = z.strictObject({
  status: z.int().min(200).max(599),
  contentType: z.string(),
  body: z.string(),
  customerIds: z.array(z.string()).meta({ description: 'Customers it speaks of; erasing one forgets the answer' }),
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

/** How long an answer is kept, and after how long a claim without one counts as abandoned. */
export const idempotencyTimes = { keptMs: 24 * 60 * 60 * 1000, abandonedMs: 60 * 1000 } as const;

export interface IdempotencyStore {
  /**
   * Claims a key for one request.
   * @param fingerprint - hash of method, path and body
   * @returns `claimed` for the first; the kept answer for a repeat; `in-progress` while the first is worked on (a claim
   *   older than 60 s counts as abandoned); `mismatch` where the key belongs to another request
   */
  claim(key: string, fingerprint: string, at: Date): Promise<'claimed' | 'in-progress' | 'mismatch' | KeptAnswer>;
  /** Keeps the answer for 24 hours. */
  complete(key: string, answer: KeptAnswer, at: Date): Promise<void>;
  /** Gives a claim up, so that the request can be tried again. */
  release(key: string): Promise<void>;
}

/** Files of any size under keys such as `models/v/model.json`; a write is seen whole or not at all. */
export interface ObjectStore {
  /** @returns false, leaving what is there, if `ifAbsent` and the key exists */
  put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>, options?: { ifAbsent?: boolean }): Promise<boolean>;
  /**
   * Bytes from `start` (0) up to, not including, `end` (the size). Undefined if there is no such key. With `reuse` a chunk may lie
   * where others lay before, and is good until the next is asked for.
   */
  read(
    key: string,
    options?: { start?: number; end?: number; reuse?: boolean },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  size(key: string): Promise<number | undefined>;
  /** Keys with the prefix in ascending order. */
  list(prefix: string): Promise<readonly string[]>;
  /** Removing what is not there is fine. */
  remove(key: string): Promise<void>;
}

/** Something the team that runs Mainstay should know. */
export interface Notice {
  /** The same notice has the same id. */
  readonly noticeId: string;
  /** At most 100 characters. */
  readonly subject: string;
  readonly text: string;
}

/** Tells the team that runs Mainstay. */
export interface Notifier {
  /** @throws {DomainError} `message-refused`, `message-not-delivered` */
  tell(notice: Notice): Promise<void>;
}

export interface Mail {
  /** Goes into the `Message-ID`, so that the same mail can be known again. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** Mail to a list: carries `List-Unsubscribe`, by a mail to the sender. @default false */
  readonly list?: boolean | undefined;
}

export interface Mailer {
  /**
   * Hands a mail over, unless its address is suppressed; what becomes of it later is heard of apart.
   *
   * @throws {DomainError} `message-refused`, `message-not-delivered`
   */
  send(mail: Mail): Promise<'sent' | 'suppressed'>;
}

export interface TextMessage {
  readonly messageId: string;
  /** E.164: +4915112345678. */
  readonly to: string;
  /** Short: every 160 characters (70 with letters outside GSM 03.38, such as Korean) are paid for. */
  readonly text: string;
}

export interface Texter {
  /** @throws {DomainError} `message-refused`, `message-not-delivered`, `secret-missing` */
  send(message: TextMessage): Promise<void>;
}

export interface Secrets {
  /** Never logged, and kept in memory for minutes at most. @throws {DomainError} `secret-missing` */
  get(name: string): Promise<string>;
}

/** Why an address gets no more mail. */
export interface Suppression {
  readonly address: string;
  readonly reason: 'bounce' | 'complaint';
  readonly at: string;
}

/** Addresses that get no more mail. Letters' case makes no difference. Only a hash of the address is kept. */
export interface Suppressions {
  /** The first reason stays. */
  add(suppression: Suppression): Promise<void>;
  get(address: string): Promise<Omit<Suppression, 'address'> | undefined>;
  /** For an address that works again, or whose owner asks for mail. @returns whether it was suppressed */
  remove(address: string): Promise<boolean>;
}

/** Tells other systems what happened. */
export interface Events {
  /**
   * Resolves once all events are safely handed over. Each may be delivered more than once, with the same `eventId`.
   *
   * @throws {Error} where some could not be handed over; others may have been
   */
  publish(...events: readonly MainstayEvent[]): Promise<void>;
}

/** One request to a model's endpoint. */
export interface EndpointCall {
  readonly endpoint: EndpointAddress;
  readonly contentType: string;
  readonly accept: string;
  readonly body: string;
}

/** Models that compute elsewhere. */
export interface ModelEndpoints {
  /**
   * Asks once, and again where that may help: throttled, failed, too slow.
   *
   * @returns the body of the answer
   * @throws {DomainError} `model-unreachable` if it helped nothing, `model-answer-invalid` if the request was refused,
   *   `endpoint-not-allowed` where the home may not call that one
   */
  invoke(call: EndpointCall): Promise<string>;
}

export interface Clock {
  now(): Date;
}

/** All of a home's records. */
export interface Records {
  readonly customers: CustomerRecords;
  readonly drops: DropRecords;
  readonly models: ModelRegistry;
  readonly shadows: ShadowRecords;
  readonly runs: RunRecords;
  readonly audit: AuditLog;
  readonly idempotency: IdempotencyStore;
  readonly suppressions: Suppressions;
}
