import type { CompactScore } from '../../../core/scoring/compact-score.ts';
import { tierBefore, withScore } from '../../../core/scoring/customer-history.ts';
import { movementOf, type PastScore, type RecordedScore } from '../../../core/scoring/customer-record.ts';
import { ChurnProbability, type Tier, tiers } from '../../../core/scoring/score.ts';
import type { ScoringSheet } from '../../../core/scoring/scoring-sheet.ts';
import { shortHistory } from '../../../core/scoring/short-history.ts';
import { groupOf, slotOf } from './group.ts';
import type { GroupEdits } from './group-edits.ts';
import type { KeptCustomers } from './kept-customers.ts';
import { nobody, noValueAtRisk, type Places } from './places.ts';
import { signatureOf } from './signature.ts';
import type { TierTally } from './tier-tally.ts';

export const upsertSingle = 'INSERT OR REPLACE INTO single_customers (customer_key, latest, history) VALUES (?, ?, ?)';

/** A score that is put by itself. */
export interface SingleScore extends PastScore {
  readonly customerId: string;
  /** Minor units, or `noValueAtRisk`. */
  readonly amountMinor: number;
  /** The value of a feature; null or undefined where it is missing. */
  readonly valueOf: (feature: string) => number | string | null | undefined;
  /** The text that is kept of it. */
  readonly text: () => string;
}

function singleOf(score: RecordedScore, kept: KeptCustomers): SingleScore {
  const { features } = score;
  return {
    ...pastOf(score),
    customerId: score.customerId,
    amountMinor: score.valueAtRisk?.amountMinor ?? noValueAtRisk,
    valueOf: (feature) => (Object.hasOwn(features, feature) ? features[feature] : null),
    text: () => kept.sheets.write(score),
  };
}

/** A row of a drop, whose sheet is kept. */
export function singleOfRow(customerId: string, row: CompactScore, sheet: ScoringSheet): SingleScore {
  return {
    scoreId: row.id,
    scoredAt: row.at,
    modelVersion: row.model,
    probability: ChurnProbability.parse(row.probability),
    tier: tiers[row.tier]!,
    customerId,
    amountMinor: row.risk ?? noValueAtRisk,
    valueOf: (feature) => row.values[sheet.values.indexOf(feature)],
    text: () => JSON.stringify(row),
  };
}

function pastOf({ scoreId, scoredAt, modelVersion, probability, tier }: PastScore): PastScore {
  return { scoreId, scoredAt, modelVersion, probability, tier };
}

/** What there was before a score. */
export interface ScoredBefore {
  /** Tier of the score before it; null for a first one. */
  readonly tier: Tier | null;
  /** The newest score that the customer had, this one aside. */
  readonly newest: PastScore | null;
}

/** Puts one score on its customer's own row, within a transaction. */
export function putSingle(
  kept: KeptCustomers,
  edits: GroupEdits,
  tally: TierTally,
  score: RecordedScore,
): ScoredBefore {
  kept.features.include(Object.keys(score.features));
  return putOne(kept, edits, tally, singleOf(score, kept));
}

/**
 * As {@link putSingle}, for a score whose features are among those with signatures.
 *
 * @param known - the customer's key, if it is known already
 */
export function putOne(
  kept: KeptCustomers,
  edits: GroupEdits,
  tally: TierTally,
  score: SingleScore,
  known = edits.find(score.customerId),
): ScoredBefore {
  const before = known === undefined ? undefined : kept.keptOf(known);
  const history = before?.history ?? [];
  const newest = history.find(({ scoreId }) => scoreId !== score.scoreId) ?? null;
  const longer = withScore(history, score);
  if (!longer) return { tier: tierBefore(history, score.scoreId), newest };
  const key = known ?? edits.add(score.customerId);
  const isNewest = longer[0]?.scoreId === score.scoreId;
  const latest = isNewest || !before ? score.text() : before.latest();
  kept.database.run(upsertSingle, key, latest, JSON.stringify(shortHistory(longer)));
  const places = edits.places(groupOf(key), kept.features.names.length);
  places.movement[slotOf(key)] = movementOf({ history: longer });
  if (isNewest) setPlace(places, slotOf(key), score, kept.features.names, tally);
  return { tier: tierBefore(longer, score.scoreId), newest };
}

function setPlace(
  places: Places,
  slot: number,
  { tier, amountMinor, probability, valueOf }: SingleScore,
  names: readonly string[],
  tally: TierTally,
): void {
  takeOut(places, slot, tally);
  places.tier[slot] = tiers.indexOf(tier);
  places.valueAtRisk[slot] = amountMinor;
  places.probability[slot] = probability;
  places.setSignatures(
    slot,
    names.map((name) => signatureOf(valueOf(name))),
  );
  tally.add(tiers.indexOf(tier), amountMinor, 1);
}

/** Takes a customer's figures out of the totals. */
export function takeOut(places: Places, slot: number, tally: TierTally): void {
  if (places.tier[slot] !== nobody) tally.add(places.tier[slot]!, places.valueAtRisk[slot]!, -1);
}
