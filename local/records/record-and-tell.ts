import type { RecordedScore } from '../../core/scoring/customer-record.ts';
import type { Tier } from '../../core/scoring/score.ts';
import { eventsOfScores } from '../../core/scoring/tier-events.ts';
import type { SqliteOutbox } from '../events/outbox.sqlite.ts';
import type { SqliteCustomerRecords } from './customer-records.sqlite.ts';

/** Tiers of the customers' scores before, null for a first one. */
type TiersBefore = readonly (Tier | null)[];

/** Records the scores of some requests and tells of them; see {@link recordAndTell}. */
export type RecordAndTell = (requests: readonly (readonly RecordedScore[])[]) => TiersBefore[];

/**
 * Records scores and puts what is to be told of them into the outbox in one commit, so that no recorded score goes untold
 * and the disk is waited for once, for all requests there are.
 *
 * @returns what does it: given the scores of each request, it gives their tiers before
 */
export function recordAndTell(customers: SqliteCustomerRecords, outbox: SqliteOutbox): RecordAndTell {
  return (requests) => {
    const byRequest = (tiersBefore: TiersBefore): TiersBefore[] => {
      let at = 0;
      return requests.map((scores) => tiersBefore.slice(at, (at += scores.length)));
    };
    const tiersBefore = customers.putTogether(requests.flat(), (before) => {
      const parts = byRequest(before);
      outbox.append(requests.flatMap((scores, request) => eventsOfScores(scores, parts[request] ?? [])));
    });
    outbox.wake();
    return byRequest(tiersBefore);
  };
}
