import type { FeatureColumn } from '../../intake/column-batch.ts';
import { csvField, spreadsheetText } from '../../intake/csv-writer.ts';
import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import { formatNumber, hundredthsOf } from '../format-value.ts';
import { reasonIn } from '../reason-words.ts';
import type { ScoringSheet } from '../scoring-sheet.ts';

const encoder = new TextEncoder();

const spreadsheetCell = (text: string): string => csvField(spreadsheetText(text));

/** A text as a cell of a score file, UTF-8. */
export const cellOf = (text: string): Uint8Array => encoder.encode(spreadsheetCell(text));

/** Stands for a number's digits but the last; a noncharacter, which no text is meant to hold (Unicode 17, 23.7). */
const numberMark = '\ufdd0';

/** Bytes of cells that are remembered: few enough to stay in a processor's cache, or near it. */
export const mostCellBytes = 4 * 1024 * 1024;

/** Numbers that are shown alike have the same key: hundredths of the usual size as a number, all others as they are shown. */
function keyOf(value: number): string | number {
  const size = Math.abs(value);
  if (value === 0) return 0;
  if (size < 0.1 || size >= 1000) return formatNumber(value);
  const shown = hundredthsOf(size);
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

  /**
   * The cell of every number whose words are those of a number that ends with a digit, which is not the typical one nor 1: what
   * stands before, between and behind the numbers in it; undefined where that cannot be said.
   *
   * @param place - of the feature in the model's order
   * @param value - one of those numbers, 0 or more
   * @param digit - the last of those that are written, 0 to 9
   * @param isGrouped - whether there is a comma in the number
   */
  partsAround(
    place: number,
    value: number,
    contribution: number,
    digit: number,
    isGrouped: boolean,
  ): readonly Uint8Array[] | undefined {
    const direction = contribution > 0 ? 'raises' : 'lowers';
    const { feature, typical } = this.#features[place]!;
    const said = { feature, value, typical, direction } as const;
    if (reasonIn(this.#language, said).includes(numberMark)) return undefined;
    const written = `${numberMark}${isGrouped ? ',' : ''}${digit}`;
    const cell = spreadsheetCell(reasonIn(this.#language, { ...said, written }));
    return cell.split(written).map((part) => encoder.encode(part));
  }

  clear(): void {
    for (const { raises, lowers } of this.#known) {
      raises.clear();
      lowers.clear();
    }
  }
}
