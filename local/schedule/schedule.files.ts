import { Cron } from 'croner';
import { z } from 'zod';
import { putDocument, readDocument } from '../../core/batch/batch-plan.ts';
import type { Clock, ObjectStore } from '../../core/ports.ts';
import { type Schedule, ScheduleEntry } from '../../core/schedule/schedule.ts';

const Kept = z.strictObject({
  entry: ScheduleEntry,
  doneUntil: z.iso.datetime().meta({ description: 'What was due until then was done, or was before its time' }),
});
type Kept = z.infer<typeof Kept>;

const folder = 'schedules/';
const keyOf = (name: string): string => `${folder}${name}.json`;

/** Longest wait before the clock is looked at again, ms: a laptop that slept, or a clock that was set, is noticed. */
const longestWaitMs = 60_000;

export interface ScheduleOptions {
  readonly objects: ObjectStore;
  readonly clock: Clock;
}

export interface DueOptions {
  /** Begins what is due; the same `dueAt` may come twice after a crash, and must begin nothing twice. */
  readonly onDue: (entry: ScheduleEntry, dueAt: Date) => Promise<void>;
  /** What went wrong stays due. */
  readonly onFailure: (entry: ScheduleEntry | undefined, error: unknown) => void;
}

/**
 * The schedule of a home, kept in its files. It runs in the one process that serves the home. After a time without it, what
 * was missed is made up for once, however often it was due.
 */
export class FileSchedule implements Schedule {
  readonly #objects: ObjectStore;
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #running: DueOptions | undefined;

  constructor({ objects, clock }: ScheduleOptions) {
    this.#objects = objects;
    this.#clock = clock;
  }

  async put(entry: ScheduleEntry): Promise<void> {
    const kept = await readDocument(this.#objects, keyOf(entry.name), Kept);
    if (kept && JSON.stringify(kept.entry) === JSON.stringify(ScheduleEntry.parse(entry))) return;
    const doneUntil = this.#clock.now().toISOString();
    await putDocument(this.#objects, keyOf(entry.name), Kept.parse({ entry, doneUntil }));
  }

  async remove(name: string): Promise<void> {
    await this.#objects.remove(keyOf(name));
  }

  async list(): Promise<readonly ScheduleEntry[]> {
    return (await this.#all()).map(({ entry }) => entry);
  }

  /** Begins to look at the clock, at once and from then on. */
  start(options: DueOptions): void {
    this.#running = options;
    this.#again(0);
  }

  /** Resolves once what was being begun has begun. */
  async stop(): Promise<void> {
    this.#running = undefined;
    clearTimeout(this.#timer);
    await this.#work;
  }

  /** Begins all that is due by now. */
  async beginDue({ onDue, onFailure }: DueOptions): Promise<void> {
    for (const { entry, doneUntil } of await this.#all()) {
      const now = this.#clock.now();
      const dueAt = nextDue(entry, new Date(doneUntil));
      if (dueAt === null || dueAt > now) continue;
      try {
        await onDue(entry, dueAt);
        await this.#done(entry, now);
      } catch (error) {
        onFailure(entry, error);
      }
    }
  }

  async #done(entry: ScheduleEntry, now: Date): Promise<void> {
    const kept = await readDocument(this.#objects, keyOf(entry.name), Kept);
    if (!kept || JSON.stringify(kept.entry) !== JSON.stringify(entry)) return; // replaced meanwhile
    if (entry.kind === 'once') await this.remove(entry.name);
    else await putDocument(this.#objects, keyOf(entry.name), { entry, doneUntil: now.toISOString() });
  }

  #again(waitMs: number): void {
    const options = this.#running;
    if (!options) return;
    this.#timer = setTimeout(() => {
      this.#work = this.beginDue(options)
        .catch((error: unknown) => options.onFailure(undefined, error))
        .then(() => this.#waitMs())
        .then((ms) => this.#again(ms));
    }, waitMs);
    this.#timer.unref();
  }

  async #waitMs(): Promise<number> {
    const nowMs = this.#clock.now().getTime();
    const all = await this.#all().catch(() => []);
    const waits = all.map(({ entry }) => (nextDue(entry, new Date(nowMs))?.getTime() ?? Infinity) - nowMs);
    return Math.min(longestWaitMs, ...waits) + 50; // a little after, never before
  }

  async #all(): Promise<Kept[]> {
    const keys = await this.#objects.list(folder);
    const kept = await Promise.all(keys.map((key) => readDocument(this.#objects, key, Kept)));
    return kept.filter((one) => one !== undefined);
  }
}

/** When an entry is due next after a moment; null if never again. */
export function nextDue(entry: ScheduleEntry, after: Date): Date | null {
  if (entry.kind === 'once') return new Date(entry.at);
  return new Cron(entry.cron, { mode: '5-part', timezone: entry.timeZone, paused: true }).nextRun(after);
}
