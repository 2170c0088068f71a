import type { FeatureValues } from '../../../core/profile/profile.ts';
import { keyOf } from './group.ts';
import { GroupEdits } from './group-edits.ts';
import type { GroupScores } from './group-scores.ts';
import type { KeptCustomers } from './kept-customers.ts';

/** Groups read before others get their turn. */
const groupsPerPiece = 64;

/**
 * The newest values of every n-th customer, in pieces, group after group: each group's blob is read once, where a sorted
 * list would read it for every customer.
 */
export function* everyNth(kept: KeptCustomers, step: number): Generator<readonly FeatureValues[]> {
  const { lastGroup } = new GroupEdits(kept.database, kept.newKeys);
  let place = 0;
  for (let first = 0; first <= lastGroup; first += groupsPerPiece) {
    const edits = new GroupEdits(kept.database, kept.newKeys); // which keeps the ids that it has read
    const values: FeatureValues[] = [];
    for (let group = first; group <= Math.min(lastGroup, first + groupsPerPiece - 1); group += 1) {
      let scores: { readonly read: GroupScores | undefined } | undefined;
      const scoresOf = (): GroupScores | undefined => (scores ??= { read: kept.scoresOf(group) }).read;
      for (const [slot, customerId] of edits.ids(group).entries()) {
        if (customerId === null || place++ % step !== 0) continue;
        const latest = kept.latestOf(keyOf(group, slot), customerId, scoresOf);
        if (latest) values.push(latest.features);
      }
    }
    yield values;
  }
}
