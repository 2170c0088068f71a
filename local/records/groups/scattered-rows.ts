import type { PastScore } from '../../../core/scoring/customer-record.ts';
import { historyLength } from '../../../core/scoring/customer-record.ts';
import { tiers } from '../../../core/scoring/score.ts';
import { groupOf, slotOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import { type GroupHistories, type HistorySink, scoringCode } from './group-histories.ts';
import type { KeptCustomers } from './kept-customers.ts';
import type { News } from './news.ts';
import { nobody } from './places.ts';

/** Histories of some customers from whichever group, by their place among them. */
class GatheredHistories implements HistorySink {
  readonly layers = historyLength - 1;
  readonly depths: Uint8Array;
  readonly #codes: Uint32Array;
  readonly #lines: Uint32Array;
  readonly #probabilities: Float64Array;

  constructor(customers: number) {
    this.depths = new Uint8Array(customers);
    this.#codes = new Uint32Array(customers * this.layers);
    this.#lines = new Uint32Array(customers * this.layers);
    this.#probabilities = new Float64Array(customers * this.layers);
  }

  set(layer: number, row: number, code: number, line: number, probability: number): void {
    const at = row * this.layers + layer;
    this.#codes[at] = code;
    this.#lines[at] = line;
    this.#probabilities[at] = probability;
    if (code !== 0) this.depths[row] = Math.max(this.depths[row]!, layer + 1);
  }

  /** Copies what is kept of one, the newest score to the second layer. */
  copyTo(from: number, into: HistorySink, row: number): void {
    for (let layer = 0; layer < Math.min(this.depths[from]!, into.layers - 1); layer++) {
      const at = from * this.layers + layer;
      into.set(layer + 1, row, this.#codes[at]!, this.#lines[at]!, this.#probabilities[at]!);
    }
  }
}

/** Customers of some rows who leave the groups that they are in, and what is known of each. */
export interface Movers {
  readonly rows: readonly number[];
  /** Places of those who leave among the rows, in the order of the file. */
  readonly leave: readonly number[];
  readonly histories: GatheredHistories;
  /** Of each row: place in `tiers` or `nobody`, value at risk, probability; as the places have them. */
  readonly tier: Uint8Array;
  readonly valueAtRisk: Float64Array;
  readonly probability: Float64Array;
}

/**
 * Takes customers out of their groups, but for those whose histories have to be looked at closely. Each group is read once, and only a bit of each customer is
 * written.
 */
export function takeMovers(
  kept: KeptCustomers,
  edits: GroupEdits,
  news: News,
  scattered: readonly number[],
  keys: Float64Array,
): Movers {
  const rows = scattered.toSorted((a, b) => a - b);
  const count = rows.length;
  const histories = new GatheredHistories(count);
  const [valueAtRisk, probability] = [new Float64Array(count), new Float64Array(count)];
  const tier = new Uint8Array(count).fill(nobody);
  const [goes, seen] = [new Uint8Array(count), new Map<number, boolean>()];
  const isNews = (scoring: number): boolean => {
    const known = seen.get(scoring) ?? news.isNews(new Set([scoring]));
    seen.set(scoring, known);
    return known;
  };
  const mayBeSingle = kept.database.get('SELECT 1 FROM single_customers LIMIT 1') !== undefined;
  const byKey = Array.from(rows.keys()).sort((a, b) => keys[rows[a]!]! - keys[rows[b]!]!);
  for (let at = 0; at < count; ) {
    const group = groupOf(keys[rows[byKey[at]!]!]!);
    const earlier = kept.historiesOf(group);
    const singles = mayBeSingle ? news.singlesOf(group) : new Map<number, PastScore[]>();
    const places = edits.placesNow(group);
    let left = places.tier.reduce((sum, place) => sum + (place === nobody ? 0 : 1), 0);
    for (; at < count && groupOf(keys[rows[byKey[at]!]!]!) === group; at++) {
      const place = byKey[at]!;
      const key = keys[rows[place]!]!;
      const slot = slotOf(key);
      const own = singles.get(slot);
      if (own ? !news.isNewsTo(own) : !isAllNews(earlier, slot, isNews)) continue;
      goes[place] = 1;
      left -= 1;
      tier[place] = places.tier[slot]!;
      valueAtRisk[place] = places.valueAtRisk[slot]!;
      probability[place] = places.probability[slot]!;
      if (own) {
        kept.database.run('DELETE FROM single_customers WHERE customer_key = ?', key);
        for (const [layer, past] of own.slice(0, histories.layers).entries()) {
          histories.set(
            layer,
            place,
            scoringCode(kept.scorings.ofScore(past), tiers.indexOf(past.tier)),
            0,
            past.probability,
          );
        }
      } else earlier?.copyTo(slot, histories, place, 0);
      edits.vacate(key, news.dropId);
    }
    edits.vacancies.stay(group, left);
  }
  const leave = Array.from(rows.keys()).filter((place) => goes[place] === 1);
  return { rows, leave, histories, tier, valueAtRisk, probability };
}

/** Whether a group's histories speak of a customer, and none of the scores forbids to go on from there. */
function isAllNews(histories: GroupHistories | undefined, slot: number, isNews: (scoring: number) => boolean): boolean {
  const scorings = histories?.scoringsOf(slot) ?? [];
  return scorings.length > 0 && scorings.every(isNews);
}
