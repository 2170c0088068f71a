import type { ScoredSlice } from '../../core/batch/scored-slice.ts';
import type { Score } from '../../core/scoring/score.ts';

/** Keeps the scores with most at stake of as many as come by: by value at risk, by probability where that is not known. */
export class MostAtStake {
  readonly #size: number;
  readonly #kept: Score[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(scored: ScoredSlice): void {
    for (let row = this.#next(scored, 0); row < scored.count; row = this.#next(scored, row + 1)) {
      const score = scored.score(row);
      const place = this.#kept.findIndex((kept) =>
        isMore(scored.valueAtRiskMinor[row]!, scored.probability[row]!, kept),
      );
      this.#kept.splice(place < 0 ? this.#kept.length : place, 0, score);
      if (this.#kept.length > this.#size) this.#kept.pop();
    }
  }

  /** The first row from a place on that is to be kept. */
  #next({ count, valueAtRiskMinor, probability }: ScoredSlice, from: number): number {
    const last = this.#kept.length < this.#size ? undefined : this.#kept.at(-1);
    return last ? firstMore(valueAtRiskMinor, probability, from, count, last) : from;
  }

  /** Most at stake first. */
  get scores(): readonly Score[] {
    return this.#kept;
  }
}

function isMore(valueAtRiskMinor: number, probability: number, than: Score): boolean {
  const more = (Number.isNaN(valueAtRiskMinor) ? 0 : valueAtRiskMinor) - (than.valueAtRisk?.amountMinor ?? 0);
  return more > 0 || (more === 0 && probability > than.probability);
}

/** As {@link isMore}, of the rows from a place on; `count` where there is none. */
function firstMore(
  valueAtRiskMinor: ArrayLike<number>,
  probability: ArrayLike<number>,
  from: number,
  count: number,
  than: Score,
): number {
  const least = than.valueAtRisk?.amountMinor ?? 0;
  for (let row = from; row < count; row++) {
    // Nearly all have less at stake; NaN, which is nothing, has to be looked at.
    if (!(valueAtRiskMinor[row]! < least) && isMore(valueAtRiskMinor[row]!, probability[row]!, than)) return row;
  }
  return count;
}
