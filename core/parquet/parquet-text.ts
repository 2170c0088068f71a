import { csvLine } from '../intake/csv-writer.ts';
import { chunkPages } from './chunk-pages.ts';
import { damagedParquet, unlessDamaged } from './damaged-parquet.ts';
import { openParquet, type ParquetColumn, type ParquetFile, type ParquetGroup } from './open-parquet.ts';
import type { RandomRead } from './random-read.ts';

/** Read at once of all columns together; of one never less than the least, since every read of a bucket is a request. */
const fetchBytes = { together: 1 << 23, most: 1 << 18, least: 1 << 16 } as const;
const mostRowsAtOnce = 1_024;

/** Fields that somebody who guesses the delimiter could take apart. */
const ambiguous = /[",;\t|]|^\s|\s$/;
const encoder = new TextEncoder();

/**
 * A Parquet file as CSV text, UTF-8 with commas and LF, in constant memory however large its row groups are: a page of
 * every column is held. Row n stands on line n + 1, line breaks in texts being written as blanks; nulls are empty.
 *
 * @param mark - decimal mark of numbers: that of the profile which the text is read with
 * @throws {DomainError} `unreadable-file` where it is damaged, encrypted, or has columns that are no single values
 */
export async function* parquetText(file: RandomRead, mark: '.' | ','): AsyncGenerator<Uint8Array, void, undefined> {
  const parquet = await openParquet(file, mark);
  const names = parquet.columns.map(({ name }) => `"${oneLine(name).replaceAll('"', '""')}"`);
  yield encoder.encode(`${names.join(',')}\n`);
  const share = fetchBytes.together / Math.max(1, names.length);
  const perColumn = Math.min(fetchBytes.most, Math.max(fetchBytes.least, share));
  for (const group of parquet.groups) yield* groupText(file, parquet, group, perColumn);
}

async function* groupText(
  file: RandomRead,
  { columns }: ParquetFile,
  { rows, chunks }: ParquetGroup,
  perColumn: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const cursors = columns.map((column, index) => new Cursor(file, column, chunks[index]!, Math.floor(perColumn)));
  for (let done = 0; done < rows; ) {
    const ready = await Promise.all(cursors.map((cursor) => cursor.ready())); // requests to a bucket go out together
    const count = Math.min(rows - done, mostRowsAtOnce, ...ready);
    const cells = unlessDamaged('a value makes no sense', () => cursors.map((cursor) => cursor.take(count)));
    let text = '';
    for (let row = 0; row < count; row++) {
      if (cells.length === 1) text += cells[0]![row] === '' ? csvLine(['']) : `${cells[0]![row]}\n`;
      else {
        for (let column = 0; column < cells.length; column++) text += (column === 0 ? '' : ',') + cells[column]![row];
        text += '\n';
      }
    }
    yield encoder.encode(text);
    done += count;
  }
}

/** Where the reading of a column stands. */
class Cursor {
  readonly #column: ParquetColumn;
  readonly #pages: AsyncGenerator<ArrayLike<unknown>, void, undefined>;
  #values: ArrayLike<unknown> = [];
  #at = 0;

  constructor(file: RandomRead, column: ParquetColumn, chunk: ParquetGroup['chunks'][number], perColumn: number) {
    this.#column = column;
    this.#pages = chunkPages(file, column, chunk, perColumn);
  }

  /** Values that can be taken, 1 or more. */
  async ready(): Promise<number> {
    while (this.#at === this.#values.length) {
      const page = await this.#pages.next();
      if (page.done) throw damagedParquet(`column ${JSON.stringify(this.#column.name)} has fewer values than rows`);
      this.#values = page.value;
      this.#at = 0;
    }
    return this.#values.length - this.#at;
  }

  /** The next values as fields of a line. */
  take(count: number): string[] {
    const fields: string[] = [];
    const { text } = this.#column;
    const values = this.#values;
    for (let index = 0; index < count; index++) {
      const value: unknown = values[this.#at + index];
      fields.push(value === null || value === undefined ? '' : field(text(value)));
    }
    this.#at += count;
    return fields;
  }
}

function field(text: string): string {
  const line = oneLine(text);
  return ambiguous.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

const broken = /[\r\n\0]/;

function oneLine(text: string): string {
  return broken.test(text) ? text.replaceAll(/\r\n|[\r\n\0]/g, ' ') : text;
}
