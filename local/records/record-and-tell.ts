import type { RecordedScore } from '../../core/scoring/customer-record.ts';
import { eventsOfScores } from '../../core/scoring/tier-events.ts';
import type { SqliteOutbox } from '../events/outbox.sqlite.ts';
import type { SqliteCustomerRecords } from './customer-records.sqlite.ts';
import type { ScoredBefore } from './groups/put-single.ts';

/** Records the scores of some requests and tells of them; see {@link recordAndTell}. */
export type RecordAndTell = (requests: readonly (readonly RecordedScore[])[]) => (readonly ScoredBefore[])[];

/**
 * Records scores and puts what is to be told of them into the outbox in one commit, so that no recorded score goes untold
 * and the disk is waited for once, for all requests there are.
 *
 * @returns what does it: given the scores of each request, it gives what there was before them
 */
export function recordAndTell(customers: SqliteCustomerRecords, outbox: SqliteOutbox): RecordAndTell {
  return (requests) => {
    const byRequest = (all: readonly ScoredBefore[]): (readonly ScoredBefore[])[] => {
      let at = 0;
      return requests.map((scores) => all.slice(at, (at += scores.length)));
    };
    const before = customers.putTogether(requests.flat(), (all) => {
      for (const [request, parts] of byRequest(all).entries()) {
        const tiersBefore = parts.map(({ tier }) => tier);
        outbox.append(eventsOfScores(requests[request] ?? [], tiersBefore));
      }
    });
    outbox.wake();
    return byRequest(before);
  };
}
