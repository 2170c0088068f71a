import { z } from 'zod';
import type { Database } from '../database.ts';
import { mostSignatures } from './places.ts';

const Count = z.object({ known: z.int() });
const Row = z.object({ place: z.int(), name: z.string() });

/** Features whose signatures stand beside the places of customers, each at a place of its own that never changes. */
export class SegmentFeatures {
  readonly #database: Database;
  #names: string[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** All names in their order. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** The place of a feature; undefined where it has none. */
  placeOf(name: string): number | undefined {
    const known = this.#names.indexOf(name);
    if (known >= 0) return known;
    this.refresh();
    const place = this.#names.indexOf(name);
    return place < 0 ? undefined : place;
  }

  /** Gives places to features that have none, as long as there are any. To be called within a transaction. */
  include(names: readonly string[]): void {
    // Another process, or a transaction that was undone, may have made other names of it.
    const { known } = Count.parse(this.#database.get('SELECT count(*) AS known FROM segment_features'));
    if (known !== this.#names.length) this.refresh();
    for (const name of names) {
      if (this.#names.includes(name) || this.#names.length >= mostSignatures) continue;
      this.#database.run('INSERT INTO segment_features (place, name) VALUES (?, ?)', this.#names.length, name);
      this.#names.push(name);
    }
  }

  refresh(): void {
    const rows = this.#database.all('SELECT place, name FROM segment_features ORDER BY place');
    this.#names = z
      .array(Row)
      .parse(rows)
      .map(({ name }) => name);
  }
}
