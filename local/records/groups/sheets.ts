import { z } from 'zod';
import { CompactScore, createCompactor, type ScoreCompactor } from '../../../core/scoring/compact-score.ts';
import { RecordedScore } from '../../../core/scoring/customer-record.ts';
import { ScoringSheet } from '../../../core/scoring/scoring-sheet.ts';
import type { Database } from '../database.ts';

const Row = z.object({ body: z.string() });
const Written = z.looseObject({ model: z.string().optional() });

/** The sheets of models' versions, and scores as texts: figures where there is a sheet, else as they are. */
export class Sheets {
  readonly #database: Database;
  readonly #compactors = new Map<string, ScoreCompactor>();

  constructor(database: Database) {
    this.#database = database;
  }

  keep(sheet: ScoringSheet): void {
    if (this.#compactors.has(sheet.modelVersion)) return;
    this.#database.run(
      'INSERT OR IGNORE INTO scoring_sheets (model_version, body) VALUES (?, ?)',
      sheet.modelVersion,
      JSON.stringify(sheet),
    );
    this.compactorOf(sheet.modelVersion);
  }

  sheetOf(modelVersion: string): ScoringSheet | undefined {
    const row = this.#database.get('SELECT body FROM scoring_sheets WHERE model_version = ?', modelVersion);
    return row && ScoringSheet.parse(JSON.parse(Row.parse(row).body));
  }

  compactorOf(modelVersion: string): ScoreCompactor | undefined {
    const known = this.#compactors.get(modelVersion);
    if (known) return known;
    const sheet = this.sheetOf(modelVersion);
    if (!sheet) return undefined;
    const compactor = createCompactor(sheet);
    this.#compactors.set(modelVersion, compactor);
    return compactor;
  }

  expand(customerId: string, score: CompactScore, forList = false): RecordedScore {
    const compactor = this.compactorOf(score.model);
    if (!compactor) throw new Error(`the scoring sheet of model ${score.model} is missing`);
    return forList ? compactor.expandForList(customerId, score) : compactor.expand(customerId, score);
  }

  /** A score as text, without words where its sheet has them. */
  write(score: RecordedScore): string {
    return JSON.stringify(this.compactorOf(score.modelVersion)?.compact(score) ?? score);
  }

  /** @param text - as {@link write} makes it, or the JSON of a {@link CompactScore} */
  read(customerId: string, text: string, forList = false): RecordedScore {
    const document: unknown = JSON.parse(text);
    const isCompact = Written.parse(document).model !== undefined;
    return isCompact ? this.expand(customerId, CompactScore.parse(document), forList) : RecordedScore.parse(document);
  }
}
