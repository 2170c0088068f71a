import { z } from 'zod';
import type { PastScore } from '../../../core/scoring/customer-record.ts';
import { dropScoreId } from '../../../core/scoring/score-id.ts';
import type { Database } from '../database.ts';

const Row = z.object({
  scoring: z.int(),
  model_version: z.string(),
  drop_id: z.string().nullable(),
  scored_at: z.string(),
  score_id: z.string().nullable(),
});

type Scoring = z.infer<typeof Row>;

/** What scores that were made together have in common; a score by itself that a group's history holds is one, too. */
export class Scorings {
  readonly #database: Database;
  readonly #known = new Map<number, Scoring>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The number of rows of a drop scored at that moment, a new one if need be. */
  ofDrop(modelVersion: string, dropId: string, scoredAt: string): number {
    return this.#add(modelVersion, dropId, scoredAt, null);
  }

  /** The number of one score. */
  ofScore({ modelVersion, scoredAt, scoreId }: PastScore): number {
    return this.#add(modelVersion, null, scoredAt, scoreId);
  }

  get(scoring: number): Scoring {
    const known = this.#known.get(scoring);
    if (known) return known;
    const found = Row.parse(this.#database.get('SELECT * FROM scorings WHERE scoring = ?', scoring));
    if (this.#known.size > 10_000) this.#known.clear();
    this.#known.set(scoring, found);
    return found;
  }

  at(scoring: number, line: number): Pick<PastScore, 'scoreId' | 'scoredAt' | 'modelVersion'> {
    const { model_version: modelVersion, drop_id: dropId, scored_at: scoredAt, score_id: scoreId } = this.get(scoring);
    return { scoreId: scoreId ?? dropScoreId(dropId ?? '', line), scoredAt, modelVersion };
  }

  /** Forgets what was read: a transaction that was undone may have taken it back. */
  forget(): void {
    this.#known.clear();
  }

  #add(modelVersion: string, dropId: string | null, scoredAt: string, scoreId: string | null): number {
    const row = this.#database.get(
      'INSERT INTO scorings (model_version, drop_id, scored_at, score_id) VALUES (?, ?, ?, ?) RETURNING *',
      modelVersion,
      dropId,
      scoredAt,
      scoreId,
    );
    const added = Row.parse(row);
    this.#known.set(added.scoring, added);
    return added.scoring;
  }
}
