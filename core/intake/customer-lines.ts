import { openCsv } from './csv-reader.ts';
import { mentions } from './forget-customer.ts';

/** Lines of a file, 1-based, both ends included; `to` is infinite at the end of the file. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Where a customer stands in a file. */
export interface CustomerLines {
  readonly ranges: readonly LineRange[];
  readonly newline: '\n' | '\r';
}

const fold = (text: string): string => text.trim().toLowerCase();

/**
 * Finds the lines of a CSV file that hold a customer: rows with the id, and rows that could not be read and mention it.
 * A file without the id column has ids made from line numbers (`line-<n>`).
 *
 * @param source - decompressed bytes
 * @throws {DomainError} `unreadable-file`
 */
export async function findCustomerLines(
  source: AsyncIterable<Uint8Array>,
  idColumn: string | null,
  customerId: string,
): Promise<CustomerLines> {
  const { header, batches, newline } = await openCsv(source);
  const column = idColumn === null ? -1 : header.findIndex((name) => fold(name) === fold(idColumn));
  const ranges: LineRange[] = [];
  let from: number | undefined;
  for await (const { rows, bad } of batches) {
    const entries = [
      ...rows.map(({ line, fields }) => ({
        line,
        found: (column < 0 ? `line-${line}` : fields[column]?.trim()) === customerId,
      })),
      ...bad.map(({ line, row }) => ({ line, found: mentions(row, customerId) })),
    ].toSorted((a, b) => a.line - b.line);
    for (const { line, found } of entries) {
      if (from !== undefined) ranges.push({ from, to: line - 1 });
      from = found ? line : undefined;
    }
  }
  if (from !== undefined) ranges.push({ from, to: Number.POSITIVE_INFINITY });
  return { ranges, newline };
}

/** The file with those lines emptied, so that all others keep their numbers. */
export async function* emptyLines(
  source: AsyncIterable<Uint8Array>,
  { ranges, newline }: CustomerLines,
): AsyncGenerator<Uint8Array> {
  const lineEnd = newline.charCodeAt(0);
  let line = 1;
  let next = 0;
  for await (const chunk of source) {
    const kept: Uint8Array[] = [];
    for (let at = 0; at < chunk.length; ) {
      const found = chunk.indexOf(lineEnd, at);
      const end = found < 0 ? chunk.length : found;
      while (next < ranges.length && line > (ranges[next]?.to ?? 0)) next += 1;
      const dropped = line >= (ranges[next]?.from ?? Number.POSITIVE_INFINITY);
      if (!dropped) kept.push(chunk.subarray(at, end));
      if (found >= 0) {
        kept.push(chunk.subarray(found, found + 1));
        line += 1;
      }
      at = end + 1;
    }
    yield* kept;
  }
}
