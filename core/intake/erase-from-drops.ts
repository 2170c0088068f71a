import { clearBatch } from '../batch/batch-plan.ts';
import { DomainError } from '../errors.ts';
import type { DropRecords, ObjectStore } from '../ports.ts';
import type { Profile } from '../profile/profile.ts';
import { scoreFileIdColumn } from '../scoring/score-file.ts';
import { spreadsheetText } from './csv-writer.ts';
import { emptyLines, findCustomerLines } from './customer-lines.ts';
import { erased, mentions } from './forget-customer.ts';
import { QuarantinedRow } from './receipt.ts';
import { storedText } from './stored-text.ts';
import { decodeLines, wholeLines } from './whole-lines.ts';

const encoder = new TextEncoder();

interface Files {
  readonly drops: DropRecords;
  readonly objects: ObjectStore;
}

/**
 * Takes a customer out of every file that drops left behind: the file as it came, the score file, the quarantine. Reads
 * all of them, so it takes as long as that; files without the customer are not written. A Parquet file that held the
 * customer is CSV in gzip from then on: its rows cannot be emptied in their place, and lines keep their numbers.
 *
 * @param profile - tells the column of ids, null where they come from line numbers, and how numbers are written
 * @returns how many files held the customer
 */
export async function eraseFromDrops(
  customerId: string,
  profile: Pick<Profile, 'decimal'> & { readonly id: { readonly column: string | null } },
  files: Files,
): Promise<number> {
  const original: Reading = { idColumn: profile.id.column, mark: profile.decimal };
  const scores: Reading = { idColumn: scoreFileIdColumn, mark: '.' };
  let changed = 0;
  let cursor: string | undefined;
  do {
    const page = await files.drops.list({ limit: 200, cursor });
    for (const { dropId, outputFile, quarantineFile } of page.items) {
      const emptied = await eraseFromFile(`drops/${dropId}/original`, original, customerId, files.objects);
      if (emptied > 0) await clearBatch(files.objects, dropId); // parts of a drop in work hold the customer too
      changed += emptied;
      if (outputFile) changed += await eraseFromFile(outputFile, scores, spreadsheetText(customerId), files.objects);
      if (quarantineFile) changed += await eraseFromQuarantine(quarantineFile, customerId, files.objects);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return changed;
}

interface Reading {
  readonly idColumn: string | null;
  readonly mark: Profile['decimal'];
}

async function eraseFromFile(
  key: string,
  { idColumn, mark }: Reading,
  customerId: string,
  objects: ObjectStore,
): Promise<number> {
  const file = await storedText(objects, key, mark);
  if (!file) return 0;
  try {
    const lines = await findCustomerLines(file.bytes, idColumn, customerId);
    if (lines.ranges.length === 0) return 0;
    const kept = emptyLines((await storedText(objects, key, mark))?.bytes ?? nothing(), lines);
    const isPlain = file.form === 'plain';
    await objects.put(key, isPlain ? kept : ReadableStream.from(kept).pipeThrough(new CompressionStream('gzip')));
    return 1;
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'unreadable-file')) throw error;
    if (file.form !== 'parquet') return await removeIfMentioned(key, customerId, objects);
    await objects.remove(key); // columns that nobody can read may hold anybody
    return 1;
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

async function* nothing(): AsyncGenerator<Uint8Array> {
  // a file that was removed in between
}
