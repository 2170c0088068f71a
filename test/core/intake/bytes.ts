import type { CsvBatch, CsvFile } from '../../../core/intake/csv-format.ts';
import { openCsv } from '../../../core/intake/csv-reader.ts';
import { join } from '../../../core/intake/whole-lines.ts';

const encoder = new TextEncoder();

/** A stream of the text's or the bytes' UTF-8, cut into chunks of the given sizes over and over. */
export async function* streamOf(
  content: string | Uint8Array,
  sizes: readonly number[] = [65_536],
): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  let turn = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = sizes[turn++ % sizes.length] ?? 1;
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Bytes of texts and raw bytes one after another. */
export function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return join(parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : Uint8Array.from(part))));
}

/** The whole file at once: its opened form, all rows and all bad rows. */
export async function readAll(
  content: string | Uint8Array,
  options: { sizes?: readonly number[]; delimiter?: string } = {},
): Promise<CsvFile & CsvBatch> {
  const file = await openCsv(streamOf(content, options.sizes), { delimiter: options.delimiter });
  const rows = [];
  const bad = [];
  for await (const batch of file.batches) {
    for (const row of batch.rows) rows.push(row);
    for (const row of batch.bad) bad.push(row);
  }
  return { ...file, rows, bad };
}
