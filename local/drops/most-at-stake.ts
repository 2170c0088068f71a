import type { Score } from '../../core/scoring/score.ts';

/** Keeps the scores with most at stake of as many as come by: by value at risk, by probability where that is not known. */
export class MostAtStake {
  readonly #size: number;
  #kept: Score[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(scores: readonly Score[]): void {
    const last = this.#kept.length < this.#size ? undefined : this.#kept.at(-1);
    const better = last ? scores.filter((score) => compare(score, last) < 0) : scores;
    if (better.length > 0) this.#kept = [...this.#kept, ...better].sort(compare).slice(0, this.#size);
  }

  /** Most at stake first. */
  get scores(): readonly Score[] {
    return this.#kept;
  }
}

function compare(a: Score, b: Score): number {
  return (b.valueAtRisk?.amountMinor ?? 0) - (a.valueAtRisk?.amountMinor ?? 0) || b.probability - a.probability;
}
