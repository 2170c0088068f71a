import type { MainstayEvent } from '../../core/events.ts';
import type { Clock } from '../../core/ports.ts';
import type { Due, SqliteOutbox } from './outbox.sqlite.ts';
import { Told } from './told.ts';

/** Somebody who hears of every event, in order. */
export interface Subscriber {
  /** Its place in the outbox goes by the name: it stays the same across restarts. */
  readonly name: string;
  /** May be called again with the same event. What it throws makes it be called again, later and later. */
  readonly deliver: (event: MainstayEvent, signal: AbortSignal) => Promise<void>;
}

export interface DeliveryOptions {
  readonly outbox: SqliteOutbox;
  readonly subscribers: readonly Subscriber[];
  readonly clock: Clock;
  /** `wait` is until the next try, ms; null where the event was set aside. */
  readonly onFailure: (name: string, event: MainstayEvent, error: unknown, waitMs: number | null) => void;
  /** How often to look for events of other processes of this home, ms. @default 2000 */
  readonly pollMs?: number | undefined;
  /** Pause after the first failure, ms; it doubles up to an hour. @default 1000 */
  readonly firstPauseMs?: number | undefined;
}

/** Tries of one event: with pauses that double from a second to an hour, about a day, as EventBridge does it. */
export const mostTries = 35;
const longestPauseMs = 60 * 60 * 1000;
/** How long events that were read may wait for their turn, ms: a customer may be erased meanwhile. */
const readAgainMs = 250;
/** How long events are kept, told or not, ms. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Delivers the events of an outbox to all subscribers, each at its own pace. One process of a home does that. */
export class EventDelivery {
  readonly #options: DeliveryOptions;
  readonly #stop = new AbortController();
  readonly #wakers = new Set<() => void>();
  #loops: readonly Promise<void>[] = [];

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Goes on where an earlier process stopped. */
  start(): void {
    const { outbox, subscribers, clock } = this.#options;
    outbox.prune(clock.now().getTime() - keptMs);
    for (const { name } of subscribers) outbox.subscribe(name);
    outbox.onPublished(() => {
      for (const wake of this.#wakers) wake();
    });
    this.#loops = subscribers.map((subscriber) => this.#deliverTo(subscriber));
  }

  /** Breaks deliveries off; what has not arrived is delivered by the next process. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the process ends'));
    for (const wake of this.#wakers) wake();
    await Promise.all(this.#loops);
  }

  async #deliverTo(subscriber: Subscriber): Promise<void> {
    const { outbox, clock, pollMs = 2_000 } = this.#options;
    const { signal } = this.#stop;
    const told = new Told(outbox, subscriber.name);
    while (!signal.aborted) {
      let waitMs = pollMs;
      try {
        const due = outbox.next(subscriber.name, clock.now().getTime(), told.position);
        if (due && !('waitMs' in due)) {
          await this.#tellAll(subscriber, due, told);
          continue;
        }
        waitMs = Math.min(pollMs, due?.waitMs ?? pollMs, told.writeIfDue() ?? pollMs);
      } catch {
        // The records cannot be read or written, such as when the disk is full: every call of the home says so.
      }
      await this.#sleep(waitMs);
    }
    try {
      told.write();
    } catch {
      // As above: the next process tells again what could not be written down.
    }
  }

  async #tellAll(subscriber: Subscriber, due: readonly Due[], told: Told): Promise<void> {
    const readAtMs = performance.now();
    for (const one of due) {
      const goesOn = await this.#tell(subscriber, one, told);
      if (!goesOn || this.#stop.signal.aborted || performance.now() - readAtMs > readAgainMs) return;
    }
  }

  /** @returns whether the event is done with, told or set aside */
  async #tell({ name, deliver }: Subscriber, due: Due, told: Told): Promise<boolean> {
    const { outbox, clock, onFailure, firstPauseMs = 1_000 } = this.#options;
    const { signal } = this.#stop;
    try {
      await deliver(due.event, signal);
    } catch (error) {
      if (signal.aborted) return false;
      told.write();
      const nowMs = clock.now().getTime();
      if (error instanceof Undeliverable || due.attempts + 1 >= mostTries) {
        outbox.setAside(name, due, String(error), nowMs);
        onFailure(name, due.event, error, null);
        return true;
      }
      const waitMs = Math.min(firstPauseMs * 2 ** due.attempts, longestPauseMs);
      outbox.retry(name, due, nowMs + waitMs);
      onFailure(name, due.event, error, waitMs);
      return false;
    }
    told.until(due, due.attempts > 0);
    return true;
  }

  /** Until the time is over, something is published, or the process ends. */
  async #sleep(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wakers.add(resolve);
    await promise;
    this.#wakers.delete(resolve);
    clearTimeout(timer);
  }
}

/** The subscriber will never take this event: it is set aside at once. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}
