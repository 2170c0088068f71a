import type { ColumnMetaData, Compressors, DecodedArray } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { compressors as decompressors } from 'hyparquet-compressors';
import { describeFound } from '../errors.ts';
import { damagedParquet, unlessDamaged } from './damaged-parquet.ts';
import { type ParquetColumn, rangeOf } from './open-parquet.ts';
import type { RandomRead } from './random-read.ts';

/** Page headers are some tens of bytes, or longer where they hold texts as smallest and largest values. */
const usualHeaderBytes = 4_096;
/** Writers make pages of 1 MB or so; what says it is larger than this would only fill the memory. */
const mostPageBytes = 1 << 28;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const same = (value: unknown): unknown => value;
const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && strict.decode(bytes);

/** Dates and times stay the integers they are, so that nothing is lost; what is no text is damage. */
const parsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: same,
  timestampFromMicroseconds: same,
  timestampFromNanoseconds: same,
  dateFromDays: same,
  stringFromBytes: textOf,
  jsonFromBytes: textOf,
};

const lz4 = decompressors.LZ4_RAW;
/** The package's LZ4 stumbles over pages of nulls alone, which hold nothing. */
const compressors: Compressors = {
  ...decompressors,
  ...(lz4 && { LZ4_RAW: (input, bytes) => (bytes === 0 ? new Uint8Array() : lz4(input, bytes)) }),
};

/**
 * The values of a column in a row group, page by page; null or undefined where there is none.
 *
 * @param fetchBytes - read in one go, if the pages are not larger
 * @throws {DomainError} `unreadable-file` where pages are damaged
 */
export async function* chunkPages(
  file: RandomRead,
  column: ParquetColumn,
  chunk: ColumnMetaData,
  fetchBytes: number,
): AsyncGenerator<ArrayLike<unknown>, void, undefined> {
  const where = `a page of column ${describeFound(column.name)} cannot be read`;
  const { element, schemaPath, utf8 } = column;
  const decoder = { pathInSchema: [column.name], element, schemaPath, utf8, parsers, compressors, ...typeOf(chunk) };
  const { start, end } = rangeOf(chunk);
  const window = new ChunkWindow(file, start, end, fetchBytes);
  let dictionary: DecodedArray | undefined;
  let values = 0;
  while (values < Number(chunk.num_values)) {
    const header = await headerOf(window, where);
    const { compressed_page_size: bytes, uncompressed_page_size: plainBytes } = header;
    if (bytes < 0 || plainBytes < 0 || Math.max(bytes, plainBytes) > mostPageBytes) throw damagedParquet(where);
    const view = await window.ahead(bytes);
    if (view.byteLength < bytes) throw damagedParquet(where);
    window.skip(bytes);
    if (header.type === 'INDEX_PAGE') continue;
    const { data } = unlessDamaged(where, () =>
      readPage({ view, offset: 0 }, header, decoder, dictionary, undefined, 0),
    );
    if (!data) continue;
    if (header.type === 'DICTIONARY_PAGE') {
      dictionary = unlessDamaged(where, () => convert(data, decoder));
      continue;
    }
    values += data.length;
    yield data;
  }
}

function typeOf({ type, codec }: ColumnMetaData): Pick<ColumnMetaData, 'type' | 'codec'> {
  return { type, codec };
}

async function headerOf(window: ChunkWindow, where: string): Promise<ReturnType<typeof parquetHeader>> {
  for (let bytes = usualHeaderBytes; ; bytes *= 4) {
    const view = await window.ahead(bytes);
    const reader = { view, offset: 0 };
    try {
      if (view.byteLength === 0) throw new RangeError('no page is left');
      const header = parquetHeader(reader);
      window.skip(reader.offset);
      return header;
    } catch (error) {
      if (view.byteLength < bytes) throw damagedParquet(where, error); // all that there is
    }
  }
}

/** Reads on in a chunk, some pages at a time. */
class ChunkWindow {
  readonly #file: RandomRead;
  readonly #end: number;
  readonly #fetchBytes: number;
  #held = new Uint8Array();
  /** Of the first byte held. */
  #at: number;

  constructor(file: RandomRead, start: number, end: number, fetchBytes: number) {
    this.#file = file;
    this.#at = start;
    this.#end = end;
    this.#fetchBytes = fetchBytes;
  }

  /** The next bytes: as many as asked for and maybe more, fewer only at the end of the chunk. */
  async ahead(bytes: number): Promise<DataView> {
    const missing = Math.min(bytes, this.#end - this.#at) - this.#held.length;
    if (missing > 0) {
      const from = this.#at + this.#held.length;
      const fetched = await this.#file.read(from, Math.min(this.#end, from + Math.max(missing, this.#fetchBytes)));
      const joined = new Uint8Array(this.#held.length + fetched.length);
      joined.set(this.#held);
      joined.set(fetched, this.#held.length);
      this.#held = joined;
    }
    return new DataView(this.#held.buffer, this.#held.byteOffset, this.#held.length);
  }

  skip(bytes: number): void {
    this.#held = this.#held.subarray(bytes);
    this.#at += bytes;
  }
}
