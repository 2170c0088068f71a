import type { FeatureColumn } from '../../intake/column-batch.ts';
import { csvField, spreadsheetText } from '../../intake/csv-writer.ts';
import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import { formatNumber } from '../format-value.ts';
import { reasonIn } from '../reason-words.ts';
import type { ScoringSheet } from '../scoring-sheet.ts';

const encoder = new TextEncoder();

/** A text as a cell of a score file, UTF-8. */
export const cellOf = (text: string): Uint8Array => encoder.encode(csvField(spreadsheetText(text)));

/** Bytes of cells that are remembered: few enough to stay in a processor's cache, or near it. */
export const mostCellBytes = 4 * 1024 * 1024;

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

type Remembered<Cell> = Map<string | number, Cell>;

/** The cells of the reasons of a model, each worded once and then remembered until they are cleared. */
export class ReasonCells<Cell> {
  readonly #language: Language;
  readonly #features: ScoringSheet['features'];
  readonly #keep: (cell: Uint8Array) => Cell;
  readonly #known: readonly { readonly raises: Remembered<Cell>; readonly lowers: Remembered<Cell> }[];

  /** @param keep - takes a new cell; what it returns stands for the cell */
  constructor({ wording }: Pick<Engine, 'wording'>, language: Language, keep: (cell: Uint8Array) => Cell) {
    this.#language = language;
    this.#features = wording.features;
    this.#keep = keep;
    this.#known = wording.features.map(() => ({ raises: new Map(), lowers: new Map() }));
  }

  /**
   * The reason that a feature is in one row.
   *
   * @param place - of the feature in the model's order
   */
  find(place: number, column: FeatureColumn, row: number, contribution: number): Cell {
    const direction = contribution > 0 ? 'raises' : 'lowers';
    const known = this.#known[place]![direction];
    const { feature, typical } = this.#features[place]!;
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
      if (value === null) key = '';
      else if (Object.is(number, -0)) key = formatNumber(number);
      // A number that is the typical one is worded in another way than one that only looks like it.
      else key = number === typical ? '=' : keyOf(number);
    }
    let cell = known.get(key);
    if (cell === undefined) {
      cell = this.#keep(cellOf(reasonIn(this.#language, { feature, value, typical, direction })));
      known.set(key, cell);
    }
    return cell;
  }

  clear(): void {
    for (const { raises, lowers } of this.#known) {
      raises.clear();
      lowers.clear();
    }
  }
}
