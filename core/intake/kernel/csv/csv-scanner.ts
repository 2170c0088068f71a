import { growTo } from '../../../wasm/wasm.ts';
import { categoryTable } from './category-table.ts';
import { type CsvModule, instantiateCsv } from './csv-module.ts';
import { shortNumberConstants, shortNumbersAt, shortNumbersEnd } from './short-numbers.ts';

/** What is wanted of a column of the file. */
export type ScannedColumn =
  | { readonly kind: 'skip' }
  /** A cell outside of the bounds, both of them included, is handed over. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  /** Codes of texts, to the letter. */
  | { readonly kind: 'category'; readonly codes: ReadonlyMap<string, number> }
  /** Shorter texts are handed over, save those that begin with a digit if `digits`. */
  | { readonly kind: 'id'; readonly leastLength: number; readonly digits: boolean }
  /** Every cell is handed over. */
  | { readonly kind: 'cell' };

export interface ScannerLayout {
  /** One ASCII character. */
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
  readonly decimal: '.' | ',';
}

/** Rows of one scan, at most. */
export const mostRows = 4096;

/** Words of a row: start, end, line, state. Places are bytes of the text that was loaded. */
export const rowWords = 4;
/** State of a row that the ordinary reader has to take apart. */
export const notPlain = 1;
/** Words of a cell: row, column, start, length. */
export const cellWords = 4;

export interface Scanned {
  readonly rowCount: number;
  readonly cellCount: number;
  /** Where the scan stopped, bytes of the text. */
  readonly stoppedAt: number;
  /** Lines that were gone over, blank ones included. */
  readonly lines: number;
  /** Whether it stopped at a line with a quote that does not close in it, or stands where none may. */
  readonly hard: boolean;
}

/** Places of the words that a scan leaves, as the assembly's index.ts has them. */
const words = { stoppedAt: 0, lines: 1, cells: 2, hard: 3 } as const;
/** Where 10^0, 10^1, … stand, float64. */
const powersAt = 64;
const powerCount = 19;
const planAt = shortNumbersEnd;
const columnBytes = 32;
const kinds = { skip: 0, number: 1, category: 2, id: 3, cell: 4 } as const;
/** Line ends behind the text, so that every search finds one. */
const sentinelBytes = 144;

const align16 = (place: number): number => (place + 15) & ~15;

/** Reads plain CSV into columns. What a scan has found stands in its arrays until the next one. */
export class CsvScanner {
  readonly #kernel: CsvModule;
  readonly #layout: ScannerLayout;
  readonly #columns: readonly ScannedColumn[];
  readonly #outAt: readonly number[];
  readonly #rowsAt: number;
  readonly #cellsAt: number;
  readonly #mostCells: number;
  readonly #textAt: number;
  #text: Uint8Array = new Uint8Array();

  /** @returns undefined where WebAssembly with SIMD is missing, or the delimiter is not one byte */
  static create(columns: readonly ScannedColumn[], layout: ScannerLayout): CsvScanner | undefined {
    const isByte = layout.delimiter.length === 1 && layout.delimiter.charCodeAt(0) < 128;
    const kernel = isByte ? instantiateCsv() : undefined;
    return kernel && new CsvScanner(kernel, columns, layout);
  }

  private constructor(kernel: CsvModule, columns: readonly ScannedColumn[], layout: ScannerLayout) {
    this.#kernel = kernel;
    this.#columns = columns;
    this.#layout = layout;
    this.#mostCells = 4 * mostRows + columns.length;
    let end = align16(planAt + columnBytes * columns.length);
    const take = (bytes: number): number => {
      const place = end;
      end = align16(end + bytes);
      return place;
    };
    const tables = columns.map((column) => {
      if (column.kind !== 'category') return undefined;
      const table = categoryTable(column.codes, end);
      return { ...table, place: take(table.bytes.length) };
    });
    this.#rowsAt = take(4 * rowWords * mostRows);
    this.#cellsAt = take(4 * cellWords * this.#mostCells);
    this.#outAt = columns.map(({ kind }) => (kind === 'skip' || kind === 'cell' ? 0 : take(8 * mostRows)));
    this.#textAt = end;
    growTo(kernel.memory, end + sentinelBytes);
    const memory = new Uint8Array(kernel.memory.buffer);
    const view = new DataView(kernel.memory.buffer);
    for (let power = 0; power < powerCount; power++) view.setFloat64(powersAt + 8 * power, 10 ** power, true);
    memory.set(shortNumberConstants(), shortNumbersAt);
    for (const [index, column] of columns.entries()) {
      const place = planAt + index * columnBytes;
      const table = tables[index];
      view.setUint32(place, kinds[column.kind], true);
      view.setUint32(place + 4, this.#outAt[index] ?? 0, true);
      if (column.kind === 'number') {
        view.setFloat64(place + 8, column.min, true);
        view.setFloat64(place + 16, column.max, true);
      } else if (column.kind === 'id') {
        view.setUint32(place + 24, column.leastLength, true);
        view.setUint32(place + 28, column.digits ? 1 : 0, true);
      } else if (table) {
        memory.set(table.bytes, table.place);
        view.setUint32(place + 24, table.place, true);
        view.setUint32(place + 28, table.mask, true);
      }
    }
  }

  /** Takes a text of whole lines, of valid UTF-8 to be scanned; arrays asked for before are no longer of use. */
  load(text: Uint8Array): void {
    growTo(this.#kernel.memory, this.#textAt + text.length + sentinelBytes);
    const memory = new Uint8Array(this.#kernel.memory.buffer, this.#textAt);
    memory.set(text);
    memory.fill(this.#layout.newline.charCodeAt(0), text.length, text.length + sentinelBytes);
    this.#text = memory.subarray(0, text.length);
  }

  /** Whether the text that was loaded is ASCII throughout, and so valid UTF-8. */
  get isAscii(): boolean {
    return this.#kernel.isAscii(this.#textAt, this.#textAt + this.#text.length);
  }

  /** How many rows the text has that was loaded, if each of its lines is one, whatever stands in it; else undefined. */
  get plainLines(): number | undefined {
    if (this.#text.length === 0) return 0;
    const end = this.#textAt + this.#text.length;
    const count = this.#kernel.plainLines(this.#textAt, end, this.#layout.newline.charCodeAt(0));
    return count < 0 ? undefined : count;
  }

  /** The text that was loaded. */
  get text(): Uint8Array {
    return this.#text;
  }

  /**
   * Reads on.
   *
   * @param from - byte of the text at which a line begins
   * @param line - number of that line
   */
  scan(from: number, line: number): Scanned {
    const { delimiter, newline, decimal } = this.#layout;
    const rowCount = this.#kernel.scan(
      this.#textAt + from,
      this.#textAt + this.#text.length,
      planAt,
      this.#columns.length,
      delimiter.charCodeAt(0),
      newline.charCodeAt(0),
      decimal.charCodeAt(0),
      this.#rowsAt,
      mostRows,
      this.#cellsAt,
      this.#mostCells,
      line,
    );
    const said = new Uint32Array(this.#kernel.memory.buffer, 0, 4);
    return {
      rowCount,
      cellCount: said[words.cells]!,
      stoppedAt: said[words.stoppedAt]! - this.#textAt,
      lines: said[words.lines]!,
      hard: said[words.hard] === 1,
    };
  }

  /** {@link rowWords} of every row; places are those of the memory: less {@link textAt} they are those of the text. */
  get rows(): Uint32Array {
    return new Uint32Array(this.#kernel.memory.buffer, this.#rowsAt, rowWords * mostRows);
  }

  get cells(): Uint32Array {
    return new Uint32Array(this.#kernel.memory.buffer, this.#cellsAt, cellWords * this.#mostCells);
  }

  /** All of the memory, to which places refer. */
  get memory(): Uint8Array {
    return new Uint8Array(this.#kernel.memory.buffer);
  }

  get textAt(): number {
    return this.#textAt;
  }

  /** Values of a column of numbers; NaN where missing. Room for {@link mostRows}. */
  numbers(column: number): Float64Array {
    return new Float64Array(this.#kernel.memory.buffer, this.#outAt[column], mostRows);
  }

  codes(column: number): Int32Array {
    return new Int32Array(this.#kernel.memory.buffer, this.#outAt[column], mostRows);
  }

  /** Start and length of each id. */
  ids(column: number): Uint32Array {
    return new Uint32Array(this.#kernel.memory.buffer, this.#outAt[column], 2 * mostRows);
  }
}
