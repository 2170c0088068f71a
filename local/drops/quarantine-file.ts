import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { QuarantinedRow } from '../../core/intake/receipt.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { type OutputFile, openOutput } from './output-file.ts';

/** Rows shown in a receipt itself. */
const sampleSize = 20;

/** Collects the rows of one drop that were set aside: all of them in a file, the first ones for the receipt. */
export class QuarantineFile {
  readonly #work: string;
  readonly sample: QuarantinedRow[] = [];
  /** Rows by code. */
  readonly counts = new Map<QuarantinedRow['code'], number>();
  #file: OutputFile | undefined;

  /** @param work - folder for the file while it grows */
  constructor(work: string) {
    this.#work = work;
  }

  /** Path once there is a row; the file has it after {@link finish}. */
  get path(): string {
    return join(this.#work, 'quarantine.jsonl');
  }

  async add(row: QuarantinedRow): Promise<void> {
    if (this.sample.length < sampleSize) this.sample.push(row);
    this.counts.set(row.code, (this.counts.get(row.code) ?? 0) + 1);
    this.#file ??= await openOutput(this.path);
    await this.#file.write(`${JSON.stringify(row)}\n`);
  }

  /** Ends the file. @returns false if no row was set aside */
  async finish(): Promise<boolean> {
    await this.#file?.keep();
    return this.#file !== undefined;
  }

  /** Ends the file and puts it into the object store. @returns its key, or null if no row was set aside */
  async store(objects: ObjectStore, dropId: string): Promise<string | null> {
    if (!(await this.finish())) return null;
    const key = `drops/${dropId}/quarantine.jsonl`;
    await objects.put(key, createReadStream(this.path));
    return key;
  }

  async discard(): Promise<void> {
    await this.#file?.discard();
  }
}
