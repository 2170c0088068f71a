import { createCompactor } from './compact-score.ts';
import type { RecordedScore } from './customer-record.ts';
import { type Tier, tiers } from './score.ts';
import { compactRows, type ScoredRows } from './scored-rows.ts';

/** Rows as the scores that they stand for. */
export function scoresOfRows(rows: ScoredRows): RecordedScore[] {
  const { expand } = createCompactor(rows.sheet);
  return Array.from(compactRows(rows), ({ customerId, ...compact }) => expand(customerId, compact));
}

/** Tiers as places in `tiers`, -1 for none. */
export function tierPlaces(found: readonly (Tier | null)[]): Int8Array {
  return Int8Array.from(found, (tier) => (tier === null ? -1 : tiers.indexOf(tier)));
}
