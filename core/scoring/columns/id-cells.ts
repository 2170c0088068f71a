import type { ColumnBatch } from '../../intake/column-batch.ts';
import { cellOf } from './reason-cells.ts';
import { writePlain, writePlainBytes } from './write-figures.ts';

/** Bytes of an id for which there is room before it is looked at more closely. */
const roomyBytes = 256;

/** The ids of some rows as cells of a score file, one behind the other. */
export class IdCells {
  #bytes = new Uint8Array(1 << 14);
  #ends = new Uint32Array(0);

  /** @returns the cells, and where each ends; of use until the next rows are gathered */
  gather(
    { idBytes, idOf }: Pick<ColumnBatch, 'idBytes' | 'idOf'>,
    from: number,
    to: number,
  ): { readonly bytes: Uint8Array; readonly ends: Uint32Array } {
    if (to - from > this.#ends.length) this.#ends = new Uint32Array(to - from);
    const ends = this.#ends;
    let at = 0;
    for (let row = from; row < to; row++) {
      const length = idBytes === undefined ? 0 : idBytes.places[2 * row + 1]!;
      this.#makeRoom(at, Math.max(length, roomyBytes));
      let end = -1;
      if (idBytes !== undefined && length > 0) {
        end = writePlainBytes(this.#bytes, at, idBytes.bytes, idBytes.places[2 * row]!, length);
      }
      at = end < 0 ? this.#put(idOf(row), at) : end;
      ends[row - from] = at;
    }
    return { bytes: this.#bytes.subarray(0, at), ends: ends.subarray(0, to - from) };
  }

  #put(id: string, at: number): number {
    const end = id.length <= roomyBytes ? writePlain(this.#bytes, at, id) : -1;
    if (end >= 0) return end;
    const cell = cellOf(id);
    this.#makeRoom(at, cell.length);
    this.#bytes.set(cell, at);
    return at + cell.length;
  }

  #makeRoom(at: number, bytes: number): void {
    if (at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (at + bytes));
    larger.set(this.#bytes.subarray(0, at));
    this.#bytes = larger;
  }
}
