import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import { groupSize } from './group.ts';
import type { Places } from './places.ts';
import { noValue, numberSignature, textSignature } from './signature.ts';

/** Signatures of the rows of one call, those of words reckoned once. */
export class RowSignatures {
  readonly #rows: ScoredRows;
  /** For each of the features with signatures its column; −1 where the rows lack it. */
  readonly #columns: readonly number[];
  /** By code; null for numbers. */
  readonly #words: readonly (Uint16Array | null)[];

  /** @param names - of the features that have signatures, in their order */
  constructor(rows: ScoredRows, names: readonly string[]) {
    this.#rows = rows;
    this.#columns = names.map((name) => rows.values.findIndex((column) => column.name === name));
    this.#words = this.#columns.map((place) => {
      const column = rows.values[place];
      return column?.kind === 'category' ? Uint16Array.from(column.words, textSignature) : null;
    });
  }

  /** @param from - the row of each slot */
  write({ signatures, featureCount }: Places, slots: readonly number[], from: Int32Array): void {
    for (let feature = 0; feature < featureCount; feature++) {
      const at = feature * groupSize;
      const column = this.#rows.values[this.#columns[feature] ?? -1];
      const words = this.#words[feature];
      if (!column) {
        for (const slot of slots) signatures[at + slot] = noValue;
      } else if (column.kind === 'number') {
        for (let i = 0; i < slots.length; i++) {
          const value = column.values[from[i]!]!;
          signatures[at + slots[i]!] = value === value ? numberSignature(value) : noValue;
        }
      } else {
        for (let i = 0; i < slots.length; i++) {
          const code = column.codes[from[i]!]!;
          signatures[at + slots[i]!] = code < 0 ? noValue : words![code]!;
        }
      }
    }
  }
}
