import type { Due, SqliteOutbox } from './outbox.sqlite.ts';

/** Longest that the place goes unwritten, ms. */
const writeEveryMs = 250;

/**
 * Up to where a subscriber was told. Writing that down waits for the disk, so it is done a few times a second, before a
 * failure is noted, and at the end; a process that is killed leaves some events to be told again.
 */
export class Told {
  readonly #outbox: SqliteOutbox;
  readonly #name: string;
  #position = 0;
  #written = 0;
  #writtenAtMs = 0;

  constructor(outbox: SqliteOutbox, name: string) {
    this.#outbox = outbox;
    this.#name = name;
  }

  get position(): number {
    return this.#position;
  }

  /** @param atOnce - writes it down now: there is a count of failures to be cleared */
  until({ position }: Pick<Due, 'position'>, atOnce: boolean): void {
    this.#position = position;
    if (atOnce) this.write();
    else this.writeIfDue();
  }

  /** @returns in how many ms it will be due; undefined if nothing is to be written */
  writeIfDue(): number | undefined {
    if (this.#written === this.#position) return undefined;
    const leftMs = this.#writtenAtMs + writeEveryMs - performance.now();
    if (leftMs > 0) return leftMs;
    this.write();
    return undefined;
  }

  write(): void {
    if (this.#written === this.#position) return;
    this.#outbox.delivered(this.#name, this);
    this.#written = this.#position;
    this.#writtenAtMs = performance.now();
  }
}
