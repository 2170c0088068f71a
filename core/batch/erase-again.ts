import { openCsv } from '../intake/csv-reader.ts';
import { storedText } from '../intake/stored-text.ts';
import type { CustomerRecords, ObjectStore } from '../ports.ts';
import { dropScoreId } from '../scoring/score-id.ts';

/** A row that was scored. */
export interface ScoredRow {
  readonly line: number;
  readonly customerId: string;
}

const atOnce = 100;

/**
 * Erases customers who were erased while their rows were being scored, and so have come back: their lines are empty in the
 * file by now, and this drop is all that is known of them.
 *
 * @param originalKey - the drop's file as it was handed in, and as erasing has left it
 */
export async function eraseAgain(
  dropId: string,
  originalKey: string,
  scored: Iterable<ScoredRow>,
  { objects, customers }: { objects: ObjectStore; customers: Pick<CustomerRecords, 'getMany' | 'erase'> },
): Promise<void> {
  const present = await linesOf(originalKey, objects);
  const gone: ScoredRow[] = [];
  if (present) for (const row of scored) if (!present.has(row.line)) gone.push(row);
  for (let from = 0; from < gone.length; from += atOnce) {
    const rows = gone.slice(from, from + atOnce);
    const records = await customers.getMany(rows.map(({ customerId }) => customerId));
    for (const [index, { line, customerId }] of rows.entries()) {
      const history = records[index]?.history ?? [];
      if (history.length === 1 && history[0]?.scoreId === dropScoreId(dropId, line)) await customers.erase(customerId);
    }
  }
}

/** Lines on which a row begins; undefined if the file is gone. */
async function linesOf(key: string, objects: ObjectStore): Promise<ReadonlySet<number> | undefined> {
  const found = await storedText(objects, key, '.'); // only lines are looked at
  if (!found) return undefined;
  const lines = new Set<number>();
  for await (const { rows, bad } of (await openCsv(found.bytes)).batches) {
    for (const { line } of rows) lines.add(line);
    for (const { line } of bad) lines.add(line);
  }
  return lines;
}
