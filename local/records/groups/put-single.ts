import { tierBefore, withScore } from '../../../core/scoring/customer-history.ts';
import { movementOf, type RecordedScore } from '../../../core/scoring/customer-record.ts';
import { type Tier, tiers } from '../../../core/scoring/score.ts';
import { shortHistory } from '../../../core/scoring/short-history.ts';
import { groupOf, slotOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { nobody, noValueAtRisk, type Places } from './places.ts';
import { signatureOf } from './signature.ts';
import type { TierTally } from './tier-tally.ts';

export const upsertSingle = 'INSERT OR REPLACE INTO single_customers (customer_key, latest, history) VALUES (?, ?, ?)';

/**
 * Puts one score on its customer's own row. Within a transaction.
 *
 * @returns tier of the score before it; null for a first one
 */
export function putSingle(kept: KeptCustomers, edits: GroupEdits, tally: TierTally, score: RecordedScore): Tier | null {
  const known = edits.find(score.customerId);
  const before = known === undefined ? undefined : kept.keptOf(known);
  const longer = withScore(before?.history ?? [], score);
  if (!longer) return tierBefore(before?.history ?? [], score.scoreId);
  const key = known ?? edits.add(score.customerId);
  const isNewest = longer[0]?.scoreId === score.scoreId;
  const latest = isNewest || !before ? kept.sheets.write(score) : before.latest();
  kept.database.run(upsertSingle, key, latest, JSON.stringify(shortHistory(longer)));
  kept.features.include(Object.keys(score.features));
  const places = edits.places(groupOf(key), kept.features.names.length);
  places.movement[slotOf(key)] = movementOf({ history: longer });
  if (isNewest) setPlace(places, slotOf(key), score, kept.features.names, tally);
  return tierBefore(longer, score.scoreId);
}

function setPlace(
  places: Places,
  slot: number,
  { tier, valueAtRisk, probability, features }: RecordedScore,
  names: readonly string[],
  tally: TierTally,
): void {
  takeOut(places, slot, tally);
  places.tier[slot] = tiers.indexOf(tier);
  places.valueAtRisk[slot] = valueAtRisk?.amountMinor ?? noValueAtRisk;
  places.probability[slot] = probability;
  places.setSignatures(
    slot,
    names.map((name) => signatureOf(Object.hasOwn(features, name) ? features[name] : null)),
  );
  tally.add(tiers.indexOf(tier), places.valueAtRisk[slot], 1);
}

/** Takes a customer's figures out of the totals. */
export function takeOut(places: Places, slot: number, tally: TierTally): void {
  if (places.tier[slot] !== nobody) tally.add(places.tier[slot]!, places.valueAtRisk[slot]!, -1);
}
