import { TextPipe } from '../../batch/text-pipe.ts';
import type { QuarantinedRow } from '../../intake/receipt.ts';
import type { ObjectStore } from '../../ports.ts';

/** Rows shown in a receipt itself. */
const sampleSize = 20;

/** Keeps the rows of a file that are set aside while it is read: all of them in an object, the first ones for the receipt. */
export class QuarantineRows {
  readonly sample: QuarantinedRow[] = [];
  /** Rows by code. */
  readonly counts: Record<string, number> = {};
  readonly #objects: ObjectStore;
  readonly #key: string;
  readonly #pipe = new TextPipe();
  #stored: Promise<unknown> | undefined;

  constructor(objects: ObjectStore, dropId: string) {
    this.#objects = objects;
    this.#key = `drops/${dropId}/quarantine.jsonl`;
  }

  async add(row: QuarantinedRow): Promise<void> {
    if (this.sample.length < sampleSize) this.sample.push(row);
    this.counts[row.code] = (this.counts[row.code] ?? 0) + 1;
    this.#stored ??= this.#objects.put(this.#key, encoded(this.#pipe.read())).catch((error: unknown) => {
      this.#pipe.break(error);
      throw error;
    });
    this.#stored.catch(() => undefined); // whoever adds the next row, or finishes, gets it
    await this.#pipe.write(`${JSON.stringify(row)}\n`);
  }

  /** Ends the object. @returns its key, or null if no row was set aside */
  async finish(): Promise<string | null> {
    this.#pipe.end();
    await this.#stored;
    return this.#stored ? this.#key : null;
  }

  /** Leaves no object behind. */
  async discard(reason: unknown): Promise<void> {
    this.#pipe.break(reason);
    await Promise.allSettled([this.#stored]);
  }
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
