import type { RowParser } from './row-parser.ts';
import type { ByteSegment } from './whole-lines.ts';

/** Delimiters that are found out from a file by themselves. */
export const sniffedDelimiters = [',', ';', '\t', '|'] as const;

/** Any one character but the quote and the line ends. */
export type CsvDelimiter = string;

/** Longest row, in characters and in bytes of a line: a row past it is set aside and reading goes on. */
export const maxRowLength = 1_048_576;

/** Most of a bad row that is kept for people to see, in characters. */
export const maxShownRow = 2_000;

/** Bytes looked at to find out delimiter and line ends. */
export const sniffBytes = 65_536;

/** A row as it stands in the file. */
export interface CsvRow {
  /** 1-based line on which the row begins. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A row that cannot be taken apart into the header's columns. */
export interface BadCsvRow {
  readonly line: number;
  readonly code: 'field-count' | 'unclosed-quote' | 'invalid-utf8' | 'line-too-long';
  readonly found: string;
  readonly expected: string;
  /** The row as it stood, at most {@link maxShownRow} characters. */
  readonly row: string;
}

/** How far a reader looked ahead for closing quotes in vain, since the beginning of the file. */
export interface RereadLines {
  /** Last line looked at: a row on it or before it was read with knowledge of what stands there. */
  readonly toLine: number;
  /** Characters read more than once. */
  readonly characters: number;
}

/** Rows that were read together; both lists ascend by line. */
export interface CsvBatch {
  readonly rows: readonly CsvRow[];
  readonly bad: readonly BadCsvRow[];
  /** There once a row had a quote that is not closed. */
  readonly reread?: RereadLines | undefined;
}

/** How a file is taken apart: all that must be known to read it from the middle. */
export interface CsvLayout {
  readonly delimiter: CsvDelimiter;
  /** What ends a line; LF for CRLF too. */
  readonly newline: '\n' | '\r';
  /** Column names as they stand, byte order mark and surrounding blanks removed. */
  readonly header: readonly string[];
}

/** An opened CSV file: its header is read, its rows are yet to come. */
export interface CsvFile extends CsvLayout {
  /** To be iterated once. */
  readonly batches: AsyncGenerator<CsvBatch, void, undefined>;
  /**
   * What `batches` has not taken yet, for a reader that takes it in its place; `parser` knows how far it came. Rows that
   * were read together with the header are `first`, and the first of `batches`.
   */
  readonly rest: {
    readonly first: CsvBatch;
    readonly segments: AsyncGenerator<ByteSegment, void, undefined>;
    readonly parser: RowParser;
  };
  /** Closes the source of a file whose batches are not iterated; leaving an iteration closes it by itself. */
  readonly close: () => Promise<void>;
}
