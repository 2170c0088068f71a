import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import { groupSize } from './group.ts';
import {
  areSingles,
  contributionBytes,
  fixedHeaderBytes,
  type GroupHeader,
  ownColumns,
  roundedUp,
} from './group-scores.ts';
import { type ColumnViews, columnBytes, widthOf, writeColumn } from './number-column.ts';

const encoder = new TextEncoder();

/** Writes the rows of one call, group by group; see `group-scores.ts` for how. */
export class GroupWriter {
  readonly #rows: ScoredRows;
  readonly #columns: readonly Float64Array[];
  readonly #words: readonly (readonly string[] | null)[];
  /** For each word its place among the words of the group at hand, plus one; 0 while it is not among them. */
  readonly #placeOfWord: readonly (Uint16Array | null)[];
  readonly #taken = new Float64Array(groupSize);
  #buffer = new ArrayBuffer(1 << 18);
  #used = 0;
  #views = viewsOver(this.#buffer);

  constructor(rows: ScoredRows) {
    const { count } = rows;
    const unknown = new Float64Array(count).fill(Number.NaN);
    const own: Record<(typeof ownColumns)[number], Float64Array> = {
      line: new Float64Array(rows.lines.subarray(0, count)),
      probability: rows.probability,
      raw: rows.raw,
      percentile: rows.percentile,
      risk: rows.valueAtRiskMinor ?? unknown,
      monthly: rows.monthlyValueMinor ?? unknown,
      tier: new Float64Array(rows.tier.subarray(0, count)),
      play: new Float64Array(rows.play.subarray(0, count)),
      because: new Float64Array(rows.because.subarray(0, count)),
    };
    this.#rows = rows;
    this.#words = rows.values.map((column) => (column.kind === 'category' ? column.words : null));
    this.#placeOfWord = this.#words.map((words) => words && new Uint16Array(words.length));
    this.#columns = [
      ...ownColumns.map((name) => own[name]),
      ...rows.values.map((column) =>
        column.kind === 'category' ? new Float64Array(column.codes.subarray(0, count)) : column.values,
      ),
    ];
  }

  /**
   * The body of some rows.
   *
   * @param slots - slot of each, ascending
   * @param places - places of the rows among those of the call, 1 to `groupSize`
   * @param warnings - places of their warnings among those of the call, from and to
   * @returns bytes that are good until the next call
   */
  write(slots: ArrayLike<number>, places: Int32Array, warnings: readonly number[]): Uint8Array {
    const count = places.length;
    const width = this.#rows.contributions.length / this.#rows.count || 0;
    const words = this.#words.map((all, index) => (all ? this.#wordsOf(all, index, places) : null));
    const { sheet, dropId, scoredAt } = this.#rows;
    const header: GroupHeader = { model: sheet.modelVersion, drop: dropId, at: scoredAt, words: words.map(textsOf) };
    const text = encoder.encode(JSON.stringify(header));
    const most =
      fixedHeaderBytes + text.length + 64 + groupSize * (this.#columns.length * 9 + width * 8) + 8 * warnings.length;
    this.#makeRoom(most + 8 * this.#columns.length);
    const bytes = new Uint8Array(this.#buffer);
    bytes.fill(0, 0, this.#used); // what fills up columns is nobody's
    const head = new Uint32Array(this.#buffer, 0, 5);
    const inHalf = this.#areSingles(places, width);
    head.set([text.length, count, this.#columns.length, inHalf ? width + areSingles : width, warnings.length]);
    bytes.set(text, fixedHeaderBytes);
    let at = roundedUp(fixedHeaderBytes + text.length);
    for (let i = 0; i < count; i++) bytes[at + i] = slots[i]!;
    at += roundedUp(count);
    const kindsAt = at;
    at += roundedUp(this.#columns.length);
    for (const [index, column] of this.#columns.entries()) {
      const remap = this.#placeOfWord[index - ownColumns.length];
      if (remap) takeWords(column, places, remap, this.#taken);
      else take(column, places, this.#taken);
      const kind = widthOf(this.#taken, count);
      writeColumn(this.#views, at, kind, this.#taken, count);
      bytes[kindsAt + index] = kind;
      at += roundedUp(columnBytes(kind, count));
    }
    at = this.#writeContributions(places, width, inHalf, at);
    at = this.#writeWarnings(places, warnings, at);
    for (const [index, group] of words.entries()) {
      for (const code of group?.codes ?? []) this.#placeOfWord[index]![code] = 0;
    }
    this.#used = at;
    return bytes.subarray(0, at);
  }

  /** Whether half the bytes hold the contributions of rows exactly: the kernel's do, those of other models may not. */
  #areSingles(places: Int32Array, width: number): boolean {
    const { contributions } = this.#rows;
    for (let i = 0; i < places.length; i++) {
      const from = places[i]! * width;
      for (let k = from; k < from + width; k++) if (Math.fround(contributions[k]!) !== contributions[k]) return false;
    }
    return true;
  }

  #writeContributions(places: Int32Array, width: number, inHalf: boolean, at: number): number {
    const { contributions } = this.#rows;
    const { singles, doubles } = this.#views;
    const [views, start] = inHalf ? [singles, at >> 2] : [doubles, at >> 3];
    for (let i = 0; i < places.length; i++) {
      const [from, to] = [places[i]! * width, start + i * width];
      for (let k = 0; k < width; k++) views[to + k] = contributions[from + k]!;
    }
    return at + contributionBytes(width * places.length, inHalf);
  }

  #writeWarnings(places: Int32Array, warnings: readonly number[], at: number): number {
    const { rows, codes, features } = this.#rows.warnings;
    const step = roundedUp(warnings.length);
    const bytes = new Uint8Array(this.#buffer);
    for (let i = 0; i < warnings.length; i++) {
      const warning = warnings[i]!;
      bytes[at + i] = places.indexOf(rows[warning]!);
      bytes[at + step + i] = codes[warning]!;
      this.#views.shorts[((at + 2 * step) >> 1) + i] = features[warning]!;
    }
    return at + 2 * step + 2 * warnings.length;
  }

  /** The words that the rows hold, and their codes. */
  #wordsOf(all: readonly string[], index: number, places: Int32Array): { codes: number[]; texts: string[] } {
    const placeOf = this.#placeOfWord[index]!;
    const column = this.#columns[ownColumns.length + index]!;
    const codes: number[] = [];
    for (let i = 0; i < places.length; i++) {
      const code = column[places[i]!]!;
      if (code < 0 || placeOf[code] !== 0) continue;
      codes.push(code);
      placeOf[code] = codes.length;
    }
    return { codes, texts: codes.map((code) => all[code]!) };
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#buffer.byteLength) return;
    this.#buffer = new ArrayBuffer(roundedUp(2 * bytes));
    this.#used = 0;
    this.#views = viewsOver(this.#buffer);
  }
}

function textsOf(words: { readonly texts: string[] } | null): string[] | null {
  return words && words.texts;
}

function viewsOver(buffer: ArrayBuffer): ColumnViews {
  return {
    bytes: new Int8Array(buffer),
    shorts: new Int16Array(buffer),
    longs: new Int32Array(buffer),
    singles: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
  };
}

function take(column: Float64Array, places: Int32Array, into: Float64Array): void {
  for (let i = 0; i < places.length; i++) into[i] = column[places[i]!]!;
}

function takeWords(column: Float64Array, places: Int32Array, placeOf: Uint16Array, into: Float64Array): void {
  for (let i = 0; i < places.length; i++) {
    const code = column[places[i]!]!;
    into[i] = code < 0 ? -1 : placeOf[code]! - 1;
  }
}
