import { type CsvLayout, maxRowLength, type RereadLines } from '../intake/csv-format.ts';
import { openCsv } from '../intake/csv-reader.ts';
import { rowLines } from '../intake/row-lines.ts';
import type { ShardRange } from './batch-plan.ts';
import { LineStarts } from './line-starts.ts';

export interface CutOptions {
  /** Shards at most, 1 or more. */
  readonly maxShards: number;
  /** Rows between two places where the file may be cut; no shard is smaller, save the last. 1 or more. */
  readonly rowsPerMark: number;
}

export interface CutFile extends CsvLayout {
  readonly rows: number;
  readonly bytes: number;
  readonly shards: readonly ShardRange[];
}

/** A place where the file may be cut. */
interface Mark {
  readonly line: number;
  readonly byte: number;
  readonly rowsBefore: number;
}

/** Past this many characters read again, a whole read ends up reading line by line, and a shard alone would not. */
const rereadLimit = 8 * maxRowLength;

/**
 * Cuts a CSV file into shards of about as many rows each, so that the shards, each read on its own, give the very rows
 * that the whole gives. Since quotes may hold line ends, no byte tells by itself whether a row begins there: the file is
 * read once, in constant memory, by the reader that the shards are read with.
 *
 * It is cut only at rows that no earlier row looked at in search of a closing quote, and not at all where so many quotes
 * are not closed that the reader gives up on rows over several lines.
 *
 * @param source - decompressed bytes
 * @throws {DomainError} `unreadable-file`
 */
export async function cutAtRows(source: AsyncIterable<Uint8Array>, options: CutOptions): Promise<CutFile> {
  const lines = new LineStarts();
  const csv = await openCsv(lines.watch(source));
  const { header, delimiter, newline } = csv;
  lines.endsWith(newline);
  const marks: Mark[] = [];
  let rows = 0;
  let reread: RereadLines | undefined;
  for await (const found of rowLines(csv)) {
    reread = found.reread ?? reread;
    for (let row = 0; row < found.count; row++, rows++) {
      const last = marks.at(-1);
      const isFar = last === undefined || rows - last.rowsBefore >= options.rowsPerMark;
      if (!isFar) continue;
      const line = found.lineOf(row);
      const isDue = last === undefined || (found.good(row) && line > (reread?.toLine ?? 0));
      if (isDue) marks.push({ line, byte: lines.startOf(line), rowsBefore: rows });
    }
    if (found.count > 0) lines.forgetBefore(found.lineOf(found.count - 1));
  }
  const count = (reread?.characters ?? 0) > rereadLimit ? 1 : options.maxShards;
  const shards = evenly(marks, rows, count).map(({ byte, line }, index, all) => ({
    start: byte,
    end: all[index + 1]?.byte ?? lines.bytes,
    firstLine: line,
  }));
  return { header, delimiter, newline, rows, bytes: lines.bytes, shards };
}

/** At most `count` of the marks, the first among them, with about as many rows between any two. */
function evenly(marks: readonly Mark[], rows: number, count: number): Mark[] {
  const chosen: Mark[] = marks.slice(0, 1);
  for (const mark of marks.slice(1)) {
    if (chosen.length < count && mark.rowsBefore >= (rows * chosen.length) / count) chosen.push(mark);
  }
  return chosen;
}
