import type { FeatureValue, Profile } from '../profile/profile.ts';
import type { ColumnPlan } from './check-header.ts';
import { quarantineBadRow, type RowVerdict, rowChecker } from './check-row.ts';
import type { ColumnBatch } from './column-batch.ts';
import { type ColumnRole, columnRoles, scannedColumns } from './column-roles.ts';
import { ColumnStore } from './column-store.ts';
import type { CsvBatch, CsvLayout, CsvRow } from './csv-format.ts';
import { isBlankRow } from './is-blank-row.ts';
import {
  CsvScanner,
  cellWords,
  mostRows,
  notPlain,
  rowWords,
  type Scanned,
  type ScannedColumn,
} from './kernel/csv/csv-scanner.ts';
import type { QuarantinedRow } from './receipt.ts';
import type { RowParser } from './row-parser.ts';
import { type ScannedText, scanSegment } from './scan-segment.ts';
import type { ByteSegment } from './whole-lines.ts';

/** What came of some lines. */
export interface ColumnChunk {
  /** Rows that fit the profile; undefined if there are none. */
  readonly batch: ColumnBatch | undefined;
  /** For each row of the batch 1 = left, 0 = stayed, -1 = not said. */
  readonly labels: Int8Array;
  /** Rows set aside, by line. */
  readonly aside: readonly QuarantinedRow[];
  /** Rows without a single value. */
  readonly blankRows: number;
}

/** Most texts that a column's reader remembers. */
const mostRemembered = 4096;

interface RoleReader {
  readonly role: ColumnRole;
  readonly remembered: Map<string, FeatureValue | undefined>;
}

/**
 * Reads rows to be scored into columns: those written as most programs write them by the scanner, all others, cell by cell
 * or as whole rows, by the very readers that the row-wise check uses. Both ways give the same rows and set the same aside.
 */
export class ColumnReader {
  readonly #check: (row: CsvRow) => RowVerdict;
  readonly #layout: CsvLayout;
  readonly #scanner: CsvScanner;
  readonly #store: ColumnStore;
  readonly #columns: readonly ScannedColumn[];
  readonly #byColumn: readonly (readonly RoleReader[])[];
  readonly #idColumn: number | undefined;
  readonly #snapshot: number | undefined;
  readonly #days: Float64Array = new Float64Array(mostRows).fill(Number.NaN);
  #aside: QuarantinedRow[] = [];
  #blankRows = 0;

  /** @returns undefined where there is no scanner: rows then have to be read one by one */
  static create(profile: Profile, plan: ColumnPlan, layout: CsvLayout): ColumnReader | undefined {
    const roles = columnRoles(profile, plan);
    const columns = scannedColumns(roles, layout.header.length);
    const scanner = CsvScanner.create(columns, { ...layout, decimal: profile.decimal });
    return scanner && new ColumnReader(profile, plan, layout, roles, columns, scanner);
  }

  private constructor(
    profile: Profile,
    plan: ColumnPlan,
    layout: CsvLayout,
    roles: readonly ColumnRole[],
    columns: readonly ScannedColumn[],
    scanner: CsvScanner,
  ) {
    this.#check = rowChecker(profile, plan, layout.delimiter, false);
    this.#layout = layout;
    this.#scanner = scanner;
    this.#columns = columns;
    this.#store = new ColumnStore(profile, roles, scanner, columns);
    this.#byColumn = columns.map((_, column) =>
      roles.filter((role) => role.column === column).map((role) => ({ role, remembered: new Map() })),
    );
    this.#idColumn = plan.id;
    this.#snapshot = plan.snapshot;
    this.#store.refresh();
  }

  /** Reads a segment; `parser` knows the line that it begins with, and takes what the scanner cannot read. */
  *read(segment: ByteSegment, parser: RowParser): Generator<ColumnChunk, void, undefined> {
    for (const part of scanSegment(segment, this.#layout.newline, { parser, scanner: this.#scanner })) {
      if (part.by === 'parser') {
        yield* this.take(part.batch);
        continue;
      }
      this.#store.refresh();
      yield this.#chunk(this.#readRows(part.scanned, part.text, parser));
    }
  }

  /** Takes rows that were taken apart elsewhere. */
  *take({ rows, bad }: CsvBatch): Generator<ColumnChunk, void, undefined> {
    this.#store.refresh(); // the scanner may have taken the text before it was found to be the parser's
    this.#aside.push(...bad.map(quarantineBadRow));
    let count = 0;
    for (const row of rows) {
      if (count === mostRows) {
        yield this.#chunk(count);
        count = 0;
      }
      if (this.#judge(row, count)) count += 1;
    }
    yield this.#chunk(count);
  }

  /** Puts a row into a place if it fits the profile. */
  #judge(row: CsvRow, place: number): boolean {
    if (isBlankRow(row.fields)) {
      this.#blankRows += 1;
      return false;
    }
    const verdict = this.#check(row);
    if (verdict.ok) this.#store.setRow(place, verdict.row);
    else this.#aside.push(verdict.row);
    return verdict.ok;
  }

  #chunk(count: number): ColumnChunk {
    const aside = this.#aside.sort((a, b) => a.line - b.line);
    const blankRows = this.#blankRows;
    this.#aside = [];
    this.#blankRows = 0;
    const batch = count === 0 ? undefined : this.#store.take(count);
    return { batch, labels: this.#store.labels.subarray(0, count), aside, blankRows };
  }

  /** Completes what a scan has found. @returns rows that fit the profile, which now come first */
  #readRows({ rowCount, cellCount }: Scanned, text: ScannedText, parser: RowParser): number {
    const rows = this.#scanner.rows;
    const store = this.#store;
    for (let row = 0; row < rowCount; row++) store.lines[row] = rows[row * rowWords + 2]!;
    store.labels.fill(-1, 0, rowCount);
    this.#readIds(rowCount, text);
    this.#readCells(cellCount, text);
    let kept = 0;
    for (let row = 0; row < rowCount; row++) {
      const place = row * rowWords;
      if (rows[place + 3] !== notPlain) {
        if (kept !== row) store.moveRow(row, kept);
        kept += 1;
        continue;
      }
      const from = rows[place]! - this.#scanner.textAt;
      const to = rows[place + 1]! - this.#scanner.textAt;
      const read = parser.readLine(text.slice(from, to), store.lines[row]!);
      this.#aside.push(...read.bad.map(quarantineBadRow));
      for (const found of read.rows) if (this.#judge(found, kept)) kept += 1;
    }
    return kept;
  }

  #readIds(rowCount: number, text: ScannedText): void {
    const store = this.#store;
    const column = this.#idColumn;
    if (column === undefined) {
      for (let row = 0; row < rowCount; row++) store.setId(row, `line-${store.lines[row]!}`);
    } else if (this.#columns[column]?.kind === 'id') {
      const base = this.#scanner.textAt;
      store.setIdPlaces(this.#scanner.ids(column).subarray(0, 2 * rowCount), (start, length) =>
        text.slice(start - base, start - base + length),
      );
    }
  }

  /** Reads the cells that the scanner has left; a row with one that is wrong is no plain row. */
  #readCells(cellCount: number, text: ScannedText): void {
    const { cells } = this.#scanner;
    const snapshot = this.#snapshot;
    if (snapshot !== undefined) {
      this.#days.fill(Number.NaN);
      this.#eachCell(cells, cellCount, text, (column) => column === snapshot);
    }
    this.#eachCell(cells, cellCount, text, (column) => column !== snapshot);
  }

  #eachCell(cells: Uint32Array, cellCount: number, text: ScannedText, isWanted: (column: number) => boolean): void {
    const { rows } = this.#scanner;
    for (let cell = 0, at = 0; cell < cellCount; cell++, at += cellWords) {
      const column = cells[at + 1]!;
      if (!isWanted(column)) continue;
      const row = cells[at]!;
      const start = cells[at + 2]! - this.#scanner.textAt;
      const found = text.slice(start, start + cells[at + 3]!);
      if (!this.#readCell(column, row, found)) rows[row * rowWords + 3] = notPlain;
    }
  }

  #readCell(column: number, row: number, text: string): boolean {
    for (const { role, remembered } of this.#byColumn[column]!) {
      const { what } = role;
      const day = Number.isNaN(this.#days[row]!) ? null : this.#days[row]!;
      let value: FeatureValue | undefined;
      if (what.role === 'id') value = role.read(text, null);
      else {
        const key = day === null ? text : `${day} ${text}`;
        value = remembered.get(key);
        if (value === undefined && !remembered.has(key)) {
          value = role.read(text, day);
          if (remembered.size >= mostRemembered) remembered.clear();
          remembered.set(key, value);
        }
      }
      if (value === undefined) return false;
      if (what.role === 'feature') this.#store.setFeature(what.index, row, value);
      else if (what.role === 'money') this.#store.setAmount(row, value);
      else if (what.role === 'id') this.#store.setId(row, String(value));
      else if (what.role === 'label') this.#store.labels[row] = typeof value === 'number' ? value : -1;
      else this.#days[row] = typeof value === 'number' ? value : Number.NaN;
    }
    return true;
  }
}
