import type { PastScore } from '../../../core/scoring/customer-record.ts';
import { historyLength } from '../../../core/scoring/customer-record.ts';
import { ChurnProbability, tiers } from '../../../core/scoring/score.ts';
import { aligned } from './group.ts';
import { roundedUp } from './group-scores.ts';
import type { Scorings } from './scorings.ts';

/*
 * u32 rows, u32 layers; slot of each row (u8); then layer after layer, the newest scores first: of each row scoring × 3 + tier +
 * 1 (u32; 0: no score), line (u32), probability (f64). Each of these begins at a multiple of eight.
 */

/** One score of every row. */
interface Layer {
  readonly codes: Uint32Array;
  readonly lines: Uint32Array;
  readonly probabilities: Float64Array;
}

/** Past scores of a group's customers as they are kept. Rows are those of the group's scores. */
export class GroupHistories {
  readonly slots: Uint8Array;
  readonly layers: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #start: number;
  readonly #layers: Layer[] = [];

  constructor(stored: Uint8Array) {
    const bytes = aligned(stored);
    const [rows, layers] = new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
    this.#bytes = bytes;
    this.layers = layers!;
    this.slots = bytes.subarray(8, 8 + rows!);
    this.#start = 8 + roundedUp(rows!);
  }

  /** Scorings that the layers speak of. */
  scorings(): Set<number> {
    const found = new Set<number>();
    let last = 0;
    for (let layer = 0; layer < this.layers; layer++) {
      const codes = this.#layer(layer).codes;
      for (let row = 0; row < this.slots.length; row++) {
        const code = codes[row]!;
        if (code === last || code === 0) continue;
        last = code;
        found.add(Math.floor((code - 1) / 3));
      }
    }
    return found;
  }

  /** Scorings that a slot's scores are of, newest first; empty for a slot of which nothing is kept. */
  scoringsOf(slot: number): number[] {
    const row = this.slots.indexOf(slot);
    const found: number[] = [];
    if (row < 0) return found;
    for (let layer = 0; layer < this.layers; layer++) {
      const code = this.#layer(layer).codes[row]!;
      if (code === 0) break;
      found.push(Math.floor((code - 1) / 3));
    }
    return found;
  }

  /** Newest first; empty for a slot of which nothing is kept. */
  at(slot: number, scorings: Scorings): PastScore[] {
    const row = this.slots.indexOf(slot);
    const found: PastScore[] = [];
    if (row < 0) return found;
    for (let layer = 0; layer < this.layers; layer++) {
      const { codes, lines, probabilities } = this.#layer(layer);
      const code = codes[row]!;
      if (code === 0) break;
      found.push({
        ...scorings.at(Math.floor((code - 1) / 3), lines[row]!),
        probability: ChurnProbability.parse(probabilities[row]),
        tier: tiers[(code - 1) % 3]!,
      });
    }
    return found;
  }

  /** Copies what is kept of a slot into a row of other histories. @param down - layers further down */
  copyTo(slot: number, into: HistorySink, row: number, down: 0 | 1): void {
    const from = this.slots.indexOf(slot);
    if (from < 0) return;
    for (let layer = 0; layer < Math.min(this.layers, into.layers - down); layer++) {
      const { codes, lines, probabilities } = this.#layer(layer);
      into.set(layer + down, row, codes[from]!, lines[from]!, probabilities[from]!);
    }
  }

  #layer(layer: number): Layer {
    return (this.#layers[layer] ??= this.#viewOf(layer));
  }

  #viewOf(layer: number): Layer {
    const rows = this.slots.length;
    const { buffer, byteOffset } = this.#bytes;
    const at = byteOffset + layerOffset(this.#start, rows, layer);
    const half = roundedUp(4 * rows);
    return {
      codes: new Uint32Array(buffer, at, rows),
      lines: new Uint32Array(buffer, at + half, rows),
      probabilities: new Float64Array(buffer, at + 2 * half, rows),
    };
  }
}

/** Where a layer begins: with codes, then lines, then probabilities. */
function layerOffset(start: number, rows: number, layer: number): number {
  return start + layer * (2 * roundedUp(4 * rows) + 8 * rows);
}

/** Takes past scores, each at a layer and a row. */
export interface HistorySink {
  readonly layers: number;
  set(layer: number, row: number, code: number, line: number, probability: number): void;
}

/** Writes histories of a group. */
export class HistoryWriter implements HistorySink {
  readonly layers: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #codes: Uint32Array;
  readonly #probabilities: Float64Array;
  readonly #start: number;
  readonly #rows: number;

  /** @param layers - scores of the customer who has most, the new one included; more than a history holds are left out */
  constructor(slots: ArrayLike<number>, layers: number) {
    const rows = slots.length;
    this.layers = Math.min(layers, historyLength);
    this.#rows = rows;
    this.#start = 8 + roundedUp(rows);
    this.bytes = new Uint8Array(this.#start + this.layers * (2 * roundedUp(4 * rows) + 8 * rows));
    this.#codes = new Uint32Array(this.bytes.buffer);
    this.#probabilities = new Float64Array(this.bytes.buffer);
    this.#codes.set([rows, this.layers]);
    for (let i = 0; i < rows; i++) this.bytes[8 + i] = slots[i]!;
  }

  set(layer: number, row: number, code: number, line: number, probability: number): void {
    const at = layerOffset(this.#start, this.#rows, layer);
    const half = roundedUp(4 * this.#rows);
    this.#codes[(at >> 2) + row] = code;
    this.#codes[((at + half) >> 2) + row] = line;
    this.#probabilities[((at + 2 * half) >> 3) + row] = probability;
  }
}

/** How a scoring and a tier are kept together. */
export function scoringCode(scoring: number, tierPlace: number): number {
  return scoring * 3 + tierPlace + 1;
}
