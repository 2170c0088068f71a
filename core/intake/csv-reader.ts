import { DomainError } from '../errors.ts';
import {
  type CsvBatch,
  type CsvDelimiter,
  type CsvFile,
  type CsvLayout,
  maxRowLength,
  sniffBytes,
} from './csv-format.ts';
import { refuseForeignFile } from './refuse-foreign-file.ts';
import { RowParser } from './row-parser.ts';
import { sniffDialect } from './sniff-dialect.ts';
import { type ByteSegment, decodeLines, join, wholeLines } from './whole-lines.ts';

/**
 * Opens a CSV file: looks at its beginning, finds out its dialect and reads its header. Rows then come in batches of some
 * tens of kilobytes, in constant memory; bad rows are handed over beside the good ones and reading goes on.
 *
 * A text that is kept for long may keep the batch's text alive; copy what outlives a batch.
 *
 * @param source - decompressed bytes, in chunks of any size, of which each is done with before the next is asked for
 * @throws {DomainError} `unreadable-file` for an empty or foreign file, or a header that cannot be read
 */
export async function openCsv(
  source: AsyncIterable<Uint8Array>,
  options: { readonly delimiter?: CsvDelimiter | undefined } = {},
): Promise<CsvFile> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    const head = await readHead(chunks);
    refuseForeignFile(head.subarray(0, sniffBytes));
    const bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
    const headText = new TextDecoder().decode(head.subarray(bom, bom + sniffBytes));
    if (headText.trim() === '') throw new DomainError('unreadable-file', 'The file is empty.');
    const { delimiter, newline, skip } = sniffDialect(headText, options.delimiter);
    const parser = new RowParser(delimiter, newline);
    // Blank lines and a `sep=` line count as lines: both are handed to the parser, the latter as a blank one.
    const blanked = blankOut(head.subarray(bom), skip);
    const segments = wholeLines(withHead(blanked, chunks), newline === '\n' ? 10 : 13);
    const first = await readUntilHeader(segments, parser, newline);
    if (!parser.header) throw new DomainError('unreadable-file', 'The file is empty.');
    return {
      newline,
      delimiter,
      header: parser.header,
      batches: readBatches(first, segments, parser, newline),
      rest: { first, segments, parser },
      close: async () => void (await chunks.return?.()),
    };
  } catch (error) {
    await chunks.return?.();
    throw error;
  }
}

/**
 * Opens a part of a CSV file whose layout is known.
 *
 * @param source - decompressed bytes from the beginning of a row to the beginning of another, or to the end of the file
 * @param firstLine - number of the line on which the part begins, 1-based
 */
export function openCsvPart(source: AsyncIterable<Uint8Array>, layout: CsvLayout, firstLine: number): CsvFile {
  const { delimiter, newline, header } = layout;
  const chunks = source[Symbol.asyncIterator]();
  const segments = wholeLines(withHead(new Uint8Array(), chunks), newline === '\n' ? 10 : 13);
  const parser = new RowParser(delimiter, newline, { header, line: firstLine });
  return {
    ...layout,
    batches: readBatches({ rows: [], bad: [] }, segments, parser, newline),
    rest: { first: { rows: [], bad: [] }, segments, parser },
    close: async () => void (await chunks.return?.()),
  };
}

/** At least {@link sniffBytes}, and more until a line end is seen, but no more than a row may be long. */
async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let lineEnd = false;
  while (bytes < sniffBytes || (!lineEnd && bytes <= maxRowLength)) {
    const last = parts.pop();
    if (last) parts.push(last.slice()); // a chunk may be good only until the next is asked for
    const next = await chunks.next();
    if (next.done) break;
    parts.push(next.value);
    bytes += next.value.length;
    lineEnd ||= next.value.includes(10) || next.value.includes(13);
  }
  return join(parts);
}

async function* withHead(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function blankOut(head: Uint8Array, skip: number): Uint8Array {
  if (skip === 0) return head;
  const lineEnds = head.subarray(0, skip).filter((byte) => byte === 10 || byte === 13);
  return join([lineEnds, head.subarray(skip)]);
}

async function readUntilHeader(
  segments: AsyncIterator<ByteSegment>,
  parser: RowParser,
  newline: string,
): Promise<CsvBatch> {
  for (let next = await segments.next(); !next.done; next = await segments.next()) {
    const batch = take(next.value, parser, newline);
    refuseBadHeader(batch, parser);
    if (parser.header) return batch;
  }
  const batch = parser.finish();
  refuseBadHeader(batch, parser);
  return batch;
}

/** A bad row that comes before any good one is the header. */
function refuseBadHeader(batch: CsvBatch, parser: RowParser): void {
  const [bad] = batch.bad;
  if (!bad || bad.code === 'field-count' || parser.headerLine < bad.line) return;
  const advice =
    bad.code === 'invalid-utf8'
      ? ' Save the file in UTF-8, which spreadsheets call "CSV UTF-8".'
      : ' The first line must hold the column names, separated by commas, semicolons, tabs or bars.';
  throw new DomainError(
    'unreadable-file',
    `The header in line ${bad.line} cannot be read: it has ${bad.found}.${advice}`,
    {
      issues: [{ line: bad.line, found: bad.found, expected: bad.expected }],
    },
  );
}

async function* readBatches(
  first: CsvBatch,
  segments: AsyncGenerator<ByteSegment, void, undefined>,
  parser: RowParser,
  newline: string,
): AsyncGenerator<CsvBatch, void, undefined> {
  try {
    if (first.rows.length + first.bad.length > 0) yield first;
    for await (const segment of segments) yield take(segment, parser, newline);
    const last = parser.finish();
    if (last.rows.length + last.bad.length > 0) yield last;
  } finally {
    await segments.return();
  }
}

function take(segment: ByteSegment, parser: RowParser, newline: string): CsvBatch {
  if (segment.kind === 'too-long') return parser.pushTooLong(segment.shown);
  const { text, invalid } = decodeLines(segment.bytes, newline.charCodeAt(0));
  return parser.push(text, invalid);
}
