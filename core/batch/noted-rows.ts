import { z } from 'zod';
import type { ScoredRow } from './erase-again.ts';

const Ids = z.array(z.string());

/** Remembers which rows of a shard were scored, in little room: ids as one text, which keeps no other text alive. */
export class NotedRows {
  readonly #noted: { readonly lines: Uint32Array; readonly ids: string }[] = [];

  add(customerIds: readonly string[], lines: ArrayLike<number>): void {
    this.#noted.push({ lines: Uint32Array.from(lines), ids: JSON.stringify(customerIds) });
  }

  *rows(): Generator<ScoredRow, void, undefined> {
    for (const { lines, ids } of this.#noted) {
      for (const [index, customerId] of Ids.parse(JSON.parse(ids)).entries()) yield { line: lines[index]!, customerId };
    }
  }
}
