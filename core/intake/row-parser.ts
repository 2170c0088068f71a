import { describeFound } from '../errors.ts';
import {
  type BadCsvRow,
  type CsvBatch,
  type CsvRow,
  maxRowLength,
  maxShownRow,
  type RereadLines,
} from './csv-format.ts';
import { type QuotedRow, readQuotedRow } from './quoted-row.ts';

/**
 * Text of whole lines in, rows out. The first row is the header; every other must have as many fields. Quotes follow
 * RFC 4180, save that a quote inside an unquoted field is taken as it stands.
 *
 * A row with an unclosed or misplaced quote costs one line: reading goes on with the line after the one where it began.
 */
export class RowParser {
  /** Undefined until the first row was read. */
  header: readonly string[] | undefined;
  /** Line on which the header begins; infinite until it was read. */
  headerLine = Number.POSITIVE_INFINITY;
  readonly #delimiter: string;
  readonly #newline: string;
  readonly #invalidLines = new Set<number>();
  #line = 1;
  #carry = '';
  // Reading a line again after an unclosed quote costs time; a file made of such rows is read line by line in the end.
  #rereadBudget = 16 * maxRowLength;
  #rows: CsvRow[] = [];
  #bad: BadCsvRow[] = [];
  #reread: RereadLines | undefined;

  /** @param resumed - header and first line of a text that begins in the middle of a file, at the beginning of a row */
  constructor(
    delimiter: string,
    newline: '\n' | '\r',
    resumed?: { readonly header: readonly string[]; readonly line: number },
  ) {
    this.#delimiter = delimiter;
    this.#newline = newline;
    if (!resumed) return;
    this.header = resumed.header;
    this.#line = resumed.line;
  }

  /** Line that comes next, or with which the row begins that waits for a closing quote. */
  get line(): number {
    return this.#line;
  }

  /** Whether a row waits for a closing quote. */
  get isWaiting(): boolean {
    return this.#carry !== '';
  }

  /** Passes over lines of so many characters that were taken apart elsewhere. */
  goTo(line: number, characters: number): void {
    this.#line = line;
    this.#rereadBudget += characters;
  }

  /** Takes one line out of turn, in which every quote that is opened closes. */
  readLine(text: string, line: number): CsvBatch {
    const next = this.#line;
    this.#line = line;
    this.#parse(text, true);
    this.#line = next;
    return this.#take();
  }

  /** Takes the next whole lines; `invalid` are those that are not UTF-8, counted from 0. */
  push(lines: string, invalid: readonly number[] = []): CsvBatch {
    if (invalid.length > 0) {
      const base = this.#line + countOf(this.#carry, this.#newline);
      for (const line of invalid) this.#invalidLines.add(base + line);
    }
    this.#rereadBudget += lines.length;
    this.#parse(this.#carry + lines, false);
    return this.#take();
  }

  /** Takes note of a line that was too long to be held. */
  pushTooLong(shown: string): CsvBatch {
    this.#parse(this.#carry, true);
    this.#addBad('line-too-long', `a line of more than ${maxRowLength} bytes`, 'a shorter line', shown);
    this.#line += 1;
    return this.#take();
  }

  /** The rows that were still waiting for a closing quote. */
  finish(): CsvBatch {
    this.#parse(this.#carry, true);
    return this.#take();
  }

  #take(): CsvBatch {
    const batch = { rows: this.#rows, bad: this.#bad, ...(this.#reread ? { reread: this.#reread } : {}) };
    this.#rows = [];
    this.#bad = [];
    return batch;
  }

  #parse(text: string, last: boolean): void {
    this.#carry = '';
    let at = 0;
    let quoteAt = text.indexOf('"');
    while (at < text.length) {
      const found = text.indexOf(this.#newline, at);
      const lineEnd = found < 0 ? text.length : found;
      if (quoteAt >= 0 && quoteAt < at) quoteAt = text.indexOf('"', at);
      if (quoteAt < 0 || quoteAt >= lineEnd) {
        this.#addPlain(text, at, lineEnd);
        this.#line += 1;
        at = lineEnd + 1;
        continue;
      }
      const maySpan = this.#rereadBudget > 0;
      const row = readQuotedRow(text, at, this.#delimiter, this.#newline, maySpan ? text.length : lineEnd);
      if (row.kind === 'open' && maySpan && !last && text.length - at <= maxRowLength) {
        this.#carry = text.slice(at);
        return;
      }
      at = this.#addQuoted(text, at, lineEnd, row);
    }
  }

  #addPlain(text: string, start: number, lineEnd: number): void {
    let end = lineEnd;
    while (end > start && text.charCodeAt(end - 1) === 13) end -= 1;
    if (end === start) return; // a blank line
    if (text.charCodeAt(start) === 32 && text.slice(start, end).trim() === '') return;
    if (end - start > maxRowLength) {
      this.#addBad('line-too-long', `a line of ${end - start} characters`, `at most ${maxRowLength}`, text, start, end);
      return;
    }
    this.#addRow(text.slice(start, end).split(this.#delimiter), text, start, end, 1);
  }

  /** @returns where the next row begins */
  #addQuoted(text: string, start: number, lineEnd: number, row: QuotedRow): number {
    const lines =
      row.kind === 'row' && row.next > lineEnd + 1 ? countOf(text.slice(start, row.next - 1), this.#newline) + 1 : 1;
    const tooLong = row.end - start > maxRowLength;
    if (row.kind !== 'row' || (lines > 1 && (tooLong || this.#swallowedRows(text, lineEnd, row)))) {
      const [found, expected] =
        row.kind === 'misplaced'
          ? [`${describeFound(row.found)} after a closing quote`, 'the delimiter or the end of the line there']
          : ['a quote that is opened and not closed', 'a closing quote in the same row'];
      this.#addBad('unclosed-quote', found, expected, text, start, lineEnd);
      if (row.end > lineEnd) this.#noteReread(text, lineEnd, row.end);
      this.#line += 1;
      return lineEnd + 1;
    }
    if (tooLong) {
      this.#addBad(
        'line-too-long',
        `a row of ${row.end - start} characters`,
        `at most ${maxRowLength}`,
        text,
        start,
        row.end,
      );
    } else {
      this.#addRow(row.fields, text, start, row.end, lines);
    }
    this.#line += lines;
    return row.next;
  }

  #noteReread(text: string, from: number, to: number): void {
    this.#rereadBudget -= to - from;
    const toLine = this.#line + countOf(text.slice(from, to), this.#newline);
    this.#reread = {
      toLine: Math.max(toLine, this.#reread?.toLine ?? 0),
      characters: (this.#reread?.characters ?? 0) + to - from,
    };
  }

  /** Whether a row over several lines has the wrong number of fields and its second line looks like a row of its own. */
  #swallowedRows(text: string, lineEnd: number, row: { readonly fields: readonly string[] }): boolean {
    if (!this.header || row.fields.length === this.header.length) return false;
    const found = text.indexOf(this.#newline, lineEnd + 1);
    const second = text.slice(lineEnd + 1, found < 0 ? text.length : found);
    return countOf(second, this.#delimiter) === this.header.length - 1;
  }

  #addRow(fields: readonly string[], text: string, start: number, end: number, lines: number): void {
    if (this.#invalidLines.size > 0 && this.#takeInvalid(lines)) {
      this.#addBad('invalid-utf8', 'bytes that are not UTF-8', 'text in UTF-8', text, start, end);
    } else if (!this.header) {
      this.header = fields.map((field) => field.trim());
      this.headerLine = this.#line;
    } else if (fields.length === this.header.length) {
      this.#rows.push({ line: this.#line, fields });
    } else {
      const expected = `${this.header.length} fields as in the header`;
      this.#addBad(
        'field-count',
        `${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`,
        expected,
        text,
        start,
        end,
      );
    }
  }

  #takeInvalid(lines: number): boolean {
    let any = false;
    for (let line = this.#line; line < this.#line + lines; line += 1) any = this.#invalidLines.delete(line) || any;
    return any;
  }

  #addBad(code: BadCsvRow['code'], found: string, expected: string, text: string, start = 0, end = text.length): void {
    const row = text.slice(start, Math.min(end, start + maxShownRow)).replace(/\r+$/, '');
    this.#bad.push({ line: this.#line, code, found, expected, row });
  }
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
