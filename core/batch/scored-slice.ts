import { valuesAt } from '../intake/column-batch.ts';
import type { ScoredColumns } from '../scoring/columns/column-scorer.ts';
import type { Engine } from '../scoring/engine.ts';
import type { Score } from '../scoring/score.ts';

/** Rows that were scored in one go, for whoever looks on. Of use until the next ones come. */
export interface ScoredSlice {
  readonly count: number;
  readonly probability: ArrayLike<number>;
  /** Minor units; NaN where the money is unknown. */
  readonly valueAtRiskMinor: ArrayLike<number>;
  /** All that is said of one of them. */
  readonly score: (row: number) => Score;
}

export function sliceOfScores(scores: readonly Score[]): ScoredSlice {
  return {
    count: scores.length,
    probability: scores.map(({ probability }) => probability),
    valueAtRiskMinor: scores.map(({ valueAtRisk }) => valueAtRisk?.amountMinor ?? Number.NaN),
    score: (row) => scores[row]!,
  };
}

/** Rows are scored again where somebody wants to know all of them. */
export function sliceOfColumns(engine: Engine, scored: ScoredColumns): ScoredSlice {
  const { count, probability, valueAtRiskMinor, batch } = scored;
  return {
    count,
    probability,
    valueAtRiskMinor,
    score: (row) => {
      const monthly = batch.monthlyValueMinor[row]!;
      const customer = {
        customerId: batch.idOf(row),
        values: valuesAt(batch, row),
        monthlyValueMinor: Number.isNaN(monthly) ? null : monthly,
      };
      return engine.score([customer])[0]!;
    },
  };
}
