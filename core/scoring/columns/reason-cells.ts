import type { FeatureColumn } from '../../intake/column-batch.ts';
import { csvField, spreadsheetText } from '../../intake/csv-writer.ts';
import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import { formatNumber } from '../format-value.ts';
import { reasonWords } from '../reason-words.ts';
import type { ScoringSheet } from '../scoring-sheet.ts';

const encoder = new TextEncoder();

/** A text as a cell of a score file, UTF-8. */
export const cellOf = (text: string): Uint8Array => encoder.encode(csvField(spreadsheetText(text)));

/** Bytes of cells that are remembered: few enough to stay in a processor's cache, or near it. */
const mostBytes = 4 * 1024 * 1024;
/** A place in the memory times this, and the length: one number says where a cell is. */
const lengthRange = 8192;

/** Numbers that are shown alike have the same key: hundredths of the usual size as a number, all others as they are shown. */
function keyOf(value: number): string | number {
  const size = Math.abs(value);
  if (value === 0) return 0;
  if (size < 0.1 || size >= 1000) return formatNumber(value);
  const hundredths = size * 100;
  const whole = Math.floor(hundredths);
  const rest = hundredths - whole;
  if (Math.abs(rest - 0.5) < 1e-6) return formatNumber(value);
  const shown = rest > 0.5 ? whole + 1 : whole;
  return value < 0 ? -shown : shown;
}

type Remembered = Map<string | number, number>;

/** The cells of the reasons of a model, each worded once and then remembered, all in one piece of memory. */
export class ReasonCells {
  /** Where remembered cells lie. Another array now and then. */
  bytes = new Uint8Array(1 << 16);
  readonly #language: Language;
  readonly #features: ScoringSheet['features'];
  readonly #known: readonly { readonly raises: Remembered; readonly lowers: Remembered }[];
  #used = 0;

  constructor({ wording }: Engine, language: Language) {
    this.#language = language;
    this.#features = wording.features;
    this.#known = wording.features.map(() => ({ raises: new Map(), lowers: new Map() }));
  }

  /**
   * The reason that a feature is in one row.
   *
   * @param place - of the feature in the model's order
   * @returns where the cell lies in `bytes`, see {@link startOfCell} and {@link lengthOfCell}
   */
  find(place: number, column: FeatureColumn, row: number, contribution: number): number {
    const direction = contribution > 0 ? 'raises' : 'lowers';
    const known = this.#known[place]![direction];
    const { typical } = this.#features[place]!;
    let value: number | string | null;
    let key: string | number;
    if (column.kind === 'category') {
      const code = column.codes[row]!;
      // Codes are the same in all batches as long as they are the profile's; texts off its list stand for themselves.
      value = column.words[code] ?? null;
      key = value === null ? '' : `=${value}`;
    } else {
      const number = column.values[row]!;
      value = Number.isNaN(number) ? null : number;
      // A number that is the typical one is worded in another way than one that only looks like it.
      key = value === null ? '' : number === typical ? '=' : keyOf(number);
    }
    const found = known.get(key);
    if (found !== undefined) return found;
    const cell = cellOf(reasonWords(this.#features[place]!.feature, value, typical, direction)[this.#language]);
    return this.#remember(known, key, cell);
  }

  #remember(known: Remembered, key: string | number, cell: Uint8Array): number {
    if (this.#used + cell.length > mostBytes) {
      for (const { raises, lowers } of this.#known) {
        raises.clear();
        lowers.clear();
      }
      this.#used = 0;
    }
    const end = this.#used + cell.length;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.bytes.subarray(0, this.#used));
      this.bytes = larger;
    }
    this.bytes.set(cell, this.#used);
    const at = this.#used * lengthRange + cell.length;
    this.#used = end;
    known.set(key, at);
    return at;
  }
}

export const startOfCell = (found: number): number => Math.floor(found / lengthRange);
export const lengthOfCell = (found: number): number => found % lengthRange;
