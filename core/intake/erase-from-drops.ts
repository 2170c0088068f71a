import { z } from 'zod';
import { clearBatch } from '../batch/batch-plan.ts';
import { DomainError } from '../errors.ts';
import type { DropRecords, ObjectStore } from '../ports.ts';
import { scoreFileIdColumn } from '../scoring/score-file.ts';
import { spreadsheetText } from './csv-writer.ts';
import { emptyLines, findCustomerLines } from './customer-lines.ts';
import { erased, mentions } from './forget-customer.ts';
import { QuarantinedRow } from './receipt.ts';
import { decodeLines, wholeLines } from './whole-lines.ts';

const encoder = new TextEncoder();

interface Files {
  readonly drops: DropRecords;
  readonly objects: ObjectStore;
}

/**
 * Takes a customer out of every file that drops left behind: the file as it came, the score file, the quarantine. Reads
 * all of them, so it takes as long as that; files without the customer are not written.
 *
 * @param idColumn - of the profile; null where ids come from line numbers
 * @returns how many files held the customer
 */
export async function eraseFromDrops(customerId: string, idColumn: string | null, files: Files): Promise<number> {
  let changed = 0;
  let cursor: string | undefined;
  do {
    const page = await files.drops.list({ limit: 200, cursor });
    for (const { dropId, outputFile, quarantineFile } of page.items) {
      const original = await eraseFromCsv(`drops/${dropId}/original`, idColumn, customerId, files.objects);
      if (original > 0) await clearBatch(files.objects, dropId); // parts of a drop in work hold the customer too
      changed += original;
      if (outputFile)
        changed += await eraseFromCsv(outputFile, scoreFileIdColumn, spreadsheetText(customerId), files.objects);
      if (quarantineFile) changed += await eraseFromQuarantine(quarantineFile, customerId, files.objects);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return changed;
}

async function eraseFromCsv(
  key: string,
  idColumn: string | null,
  customerId: string,
  objects: ObjectStore,
): Promise<number> {
  const head = await objects.read(key, { end: 2 });
  if (head === undefined) return 0;
  const magic: number[] = [];
  for await (const chunk of head) magic.push(...chunk);
  const compressed = magic[0] === 0x1f && magic[1] === 0x8b;
  const read = async (): Promise<AsyncIterable<Uint8Array>> => {
    const bytes = (await objects.read(key)) ?? nothing();
    return compressed ? through(bytes, new DecompressionStream('gzip')) : bytes;
  };
  try {
    const lines = await findCustomerLines(await read(), idColumn, customerId);
    if (lines.ranges.length === 0) return 0;
    const kept = emptyLines(await read(), lines);
    await objects.put(key, compressed ? through(kept, new CompressionStream('gzip')) : kept);
    return 1;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return await removeIfMentioned(key, customerId, objects);
  }
}

/** A file that was refused as a whole cannot be taken apart: if it bears the id anywhere, it goes. */
async function removeIfMentioned(key: string, customerId: string, objects: ObjectStore): Promise<number> {
  const wanted = new TextDecoder('latin1').decode(encoder.encode(customerId));
  let tail = '';
  for await (const chunk of (await objects.read(key)) ?? nothing()) {
    const text = tail + new TextDecoder('latin1').decode(chunk);
    if (text.includes(wanted)) {
      await objects.remove(key);
      return 1;
    }
    tail = text.slice(-wanted.length);
  }
  return 0;
}

async function eraseFromQuarantine(key: string, customerId: string, objects: ObjectStore): Promise<number> {
  let found = false;
  async function* forgotten(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const segment of wholeLines(source, 10)) {
      if (segment.kind === 'too-long') throw new Error(`${key} holds a line that Mainstay did not write`);
      const lines = decodeLines(segment.bytes, 10)
        .text.split('\n')
        .filter((line) => line !== '');
      for (const line of lines) {
        const row = QuarantinedRow.parse(JSON.parse(line));
        const held = mentions(row.row, customerId);
        found ||= held;
        const issues = row.issues.map((issue) => ({ ...issue, found: erased }));
        yield encoder.encode(`${held ? JSON.stringify({ ...row, row: erased, issues }) : line}\n`);
      }
    }
  }
  for await (const _ of forgotten((await objects.read(key)) ?? nothing())) if (found) break;
  if (found) await objects.put(key, forgotten((await objects.read(key)) ?? nothing()));
  return found ? 1 : 0;
}

const SystemError = z.object({ code: z.string() });

/** Not CSV, or compressed data that is damaged. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'unreadable-file';
  return error instanceof TypeError || (SystemError.safeParse(error).data?.code.startsWith('Z_') ?? false);
}

function through(
  bytes: AsyncIterable<Uint8Array>,
  transform: CompressionStream | DecompressionStream,
): AsyncIterable<Uint8Array> {
  return ReadableStream.from(bytes).pipeThrough(transform);
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // a file that was removed in between
}
