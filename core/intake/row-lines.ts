import type { CsvBatch, CsvFile, RereadLines } from './csv-format.ts';
import { CsvScanner, notPlain, rowWords } from './kernel/csv/csv-scanner.ts';
import type { RowParser } from './row-parser.ts';
import { scanSegment } from './scan-segment.ts';
import type { ByteSegment } from './whole-lines.ts';

/** Where some rows of a file begin; of use until the next ones are asked for. */
export interface RowLines {
  readonly count: number;
  /** Line on which a row begins; ascending. */
  readonly lineOf: (row: number) => number;
  /** Whether the file may be cut before the row: it can be taken apart, or has nothing to do with others. */
  readonly good: (row: number) => boolean;
  readonly reread?: RereadLines | undefined;
}

/** The lines of all rows of a file, without their fields. To be called in place of iterating `csv.batches`. */
export async function* rowLines(csv: CsvFile): AsyncGenerator<RowLines, void, undefined> {
  const { header, newline, delimiter } = csv;
  const skipped = header.map(() => ({ kind: 'skip' }) as const);
  const scanner = CsvScanner.create(skipped, { delimiter, newline, decimal: '.' });
  if (scanner === undefined) {
    for await (const batch of csv.batches) yield linesOf(batch);
    return;
  }
  const { first, segments, parser } = csv.rest;
  try {
    yield linesOf(first);
    for await (const segment of segments) {
      const plain = plainRows(segment, parser, scanner);
      if (plain) {
        yield plain;
        continue;
      }
      for (const part of scanSegment(segment, newline, { parser, scanner })) {
        if (part.by === 'parser') {
          yield linesOf(part.batch);
          continue;
        }
        const { rows, textAt } = scanner;
        const { rowCount } = part.scanned;
        const lines = new Uint32Array(rowCount);
        const isGood = new Uint8Array(rowCount).fill(1);
        for (let row = 0; row < rowCount; row++) {
          const place = row * rowWords;
          lines[row] = rows[place + 2]!;
          if (rows[place + 3] !== notPlain) continue;
          const text = part.text.slice(rows[place]! - textAt, rows[place + 1]! - textAt);
          const read = parser.readLine(text, lines[row]!);
          if (read.rows.length === 0) isGood[row] = read.bad.length > 0 ? 0 : 2;
        }
        yield withoutBlank(lines, isGood);
      }
    }
    yield linesOf(parser.finish());
  } finally {
    await segments.return();
  }
}

/** Of a segment without quotes, in which each line is a row: none of their cells needs to be found. */
function plainRows(segment: ByteSegment, parser: RowParser, scanner: CsvScanner): RowLines | undefined {
  if (segment.kind !== 'lines' || parser.isWaiting) return undefined;
  scanner.load(segment.bytes);
  const count = scanner.plainLines;
  if (count === undefined) return undefined;
  const firstLine = parser.line;
  parser.goTo(firstLine + count, segment.bytes.length);
  return { count, lineOf: (row) => firstLine + row, good: () => true };
}

/** A line that is no row after all, marked by 2, is left out. */
function withoutBlank(lines: Uint32Array, isGood: Uint8Array): RowLines {
  const rows = isGood.includes(2) ? Array.from(lines.keys()).filter((row) => isGood[row] !== 2) : undefined;
  if (rows === undefined)
    return { count: lines.length, lineOf: (row) => lines[row]!, good: (row) => isGood[row] === 1 };
  return { count: rows.length, lineOf: (row) => lines[rows[row]!]!, good: (row) => isGood[rows[row]!] === 1 };
}

function linesOf({ rows, bad, reread }: CsvBatch): RowLines {
  const found = [...rows.map(({ line }) => ({ line, good: true })), ...bad.map(({ line }) => ({ line, good: false }))];
  found.sort((a, b) => a.line - b.line);
  return {
    count: found.length,
    lineOf: (row) => found[row]!.line,
    good: (row) => found[row]?.good === true,
    reread,
  };
}
