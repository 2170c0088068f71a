import { z } from 'zod';
import type { ScoredSlice } from '../../core/batch/scored-slice.ts';
import type { Score } from '../../core/scoring/score.ts';

/** What there is to lose with a customer. */
export const AtStake = z.strictObject({
  valueAtRiskMinor: z.number().meta({ description: 'Minor units; 0 where the money is unknown' }),
  probability: z.number(),
});
export type AtStake = z.infer<typeof AtStake>;

interface Kept extends AtStake {
  readonly score: Score;
}

/** Keeps the scores with most at stake of as many as come by: by value at risk, by probability where that is not known. */
export class MostAtStake {
  /** Scores kept, at most. */
  readonly size: number;
  readonly #floor: AtStake | undefined;
  readonly #kept: Kept[] = [];

  /** @param floor - who has no more at stake is of no interest */
  constructor(size: number, floor?: AtStake) {
    this.size = size;
    this.#floor = floor;
  }

  add(scored: ScoredSlice): void {
    const rows: (AtStake & { readonly row: number })[] = [];
    const { count } = scored;
    for (let row = firstMore(scored, 0, this.least); row < count; ) {
      rankIn(rows, { row, ...atStake(scored, row) }, this.size);
      row = firstMore(scored, row + 1, rows.length < this.size ? this.least : rows.at(-1));
    }
    // All that is said of a customer is made for those alone who are among the first of these rows.
    for (const { row, ...found } of rows) {
      if (this.least === undefined || isMore(found, this.least)) {
        rankIn(this.#kept, { ...found, score: scored.score(row) }, this.size);
      }
    }
  }

  /** Who has no more at stake than this is not kept; undefined if everybody is. */
  get least(): AtStake | undefined {
    const last = this.#kept.length < this.size ? undefined : this.#kept.at(-1);
    return last ? { valueAtRiskMinor: last.valueAtRiskMinor, probability: last.probability } : this.#floor;
  }

  /** Most at stake first. */
  get scores(): readonly Score[] {
    return this.#kept.map(({ score }) => score);
  }
}

function atStake({ valueAtRiskMinor, probability }: ScoredSlice, row: number): AtStake {
  const known = valueAtRiskMinor[row]!;
  return { valueAtRiskMinor: Number.isNaN(known) ? 0 : known, probability: probability[row]! };
}

function isMore(one: AtStake, than: AtStake): boolean {
  const more = one.valueAtRiskMinor - than.valueAtRiskMinor;
  return more > 0 || (more === 0 && one.probability > than.probability);
}

/** Puts one where it belongs among the first of its kind, behind its equals. */
function rankIn<T extends AtStake>(ranked: T[], one: T, size: number): void {
  const place = ranked.findIndex((other) => isMore(one, other));
  ranked.splice(place < 0 ? ranked.length : place, 0, one);
  if (ranked.length > size) ranked.pop();
}

/** The first row from a place on with more at stake; the number of rows where there is none. */
function firstMore(scored: ScoredSlice, from: number, than: AtStake | undefined): number {
  if (than === undefined) return from;
  const { count, valueAtRiskMinor } = scored;
  const least = than.valueAtRiskMinor;
  for (let row = from; row < count; row++) {
    // Nearly all have less at stake; NaN, which is nothing, has to be looked at.
    if (!(valueAtRiskMinor[row]! < least) && isMore(atStake(scored, row), than)) return row;
  }
  return count;
}
