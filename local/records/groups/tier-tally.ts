import { tiers } from '../../../core/scoring/score.ts';
import type { Database } from '../database.ts';
import { noValueAtRisk } from './places.ts';

/** Adds up what a transaction does to customers and value at risk per tier, so that totals cost no scan. */
export class TierTally {
  readonly #customers = new Float64Array(tiers.length);
  readonly #valueAtRisk = new Float64Array(tiers.length);

  /** @param tierPlace - place in `tiers` @param valueAtRisk - minor units, or {@link noValueAtRisk} */
  add(tierPlace: number, valueAtRisk: number, sign: 1 | -1): void {
    this.#customers[tierPlace]! += sign;
    if (valueAtRisk !== noValueAtRisk) this.#valueAtRisk[tierPlace]! += sign * valueAtRisk;
  }

  flush(database: Database): void {
    for (const [place, tier] of tiers.entries()) {
      if (this.#customers[place] === 0 && this.#valueAtRisk[place] === 0) continue;
      database.run(
        'UPDATE tier_totals SET customers = customers + ?, value_at_risk = value_at_risk + ? WHERE tier = ?',
        this.#customers[place]!,
        this.#valueAtRisk[place]!,
        tier,
      );
    }
  }
}
