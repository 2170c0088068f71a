import { z } from 'zod';
import { type CompactScore, createCompactor, type ScoreCompactor } from '../../core/scoring/compact-score.ts';
import type { RecordedScore } from '../../core/scoring/customer-record.ts';
import { ScoringSheet } from '../../core/scoring/scoring-sheet.ts';
import { PackedBytes, pack, unpack } from './packed.ts';
import type { ItemKey, RecordsTable } from './records-table.ts';

const Stored = z.object({ body: PackedBytes });

/** The sheets of models' versions, an item each; one that was read or kept once is remembered. */
export class SheetItems {
  readonly #table: RecordsTable;
  readonly #compactors = new Map<string, ScoreCompactor>();

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async keep(sheet: ScoringSheet): Promise<void> {
    // All containers but a model's very first find it there: for them this is one request, and no write.
    if (await this.#compactorOf(sheet.modelVersion)) return;
    const item = { ...keyOf(sheet.modelVersion), body: pack(sheet) };
    const isFirst = await this.#table.put(item, { expression: 'attribute_not_exists(#pk)' });
    // The first sheet of a version counts: scores that rest on it are kept already.
    if (isFirst) this.#compactors.set(sheet.modelVersion, createCompactor(sheet));
    else await this.#compactorOf(sheet.modelVersion);
  }

  /** @returns undefined where no sheet is remembered that would give the score back */
  compact(score: RecordedScore): CompactScore | undefined {
    return this.#compactors.get(score.modelVersion)?.compact(score);
  }

  async expand(customerId: string, score: CompactScore): Promise<RecordedScore> {
    const compactor = await this.#compactorOf(score.model);
    if (!compactor) throw new Error(`the scoring sheet of model ${score.model} is missing`);
    return compactor.expand(customerId, score);
  }

  async #compactorOf(modelVersion: string): Promise<ScoreCompactor | undefined> {
    const known = this.#compactors.get(modelVersion);
    if (known) return known;
    const item = await this.#table.get(keyOf(modelVersion));
    if (item === undefined) return undefined;
    const compactor = createCompactor(unpack(Stored.parse(item).body, ScoringSheet));
    this.#compactors.set(modelVersion, compactor);
    return compactor;
  }
}

function keyOf(modelVersion: string): ItemKey {
  return { pk: `SHEET#${modelVersion}`, sk: 'SHEET' };
}
