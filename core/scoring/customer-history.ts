import {
  type CustomerRecord,
  type CustomerSummary,
  historyLength,
  movementOf,
  type PastScore,
} from './customer-record.ts';
import type { Tier } from './score.ts';

/**
 * The history with one more score in its place: newest first, of equal times the later arrival first.
 *
 * @returns undefined where nothing changes: the score is known already, or is older than all of a full history
 */
export function withScore(history: readonly PastScore[], score: PastScore): PastScore[] | undefined {
  if (history.some(({ scoreId }) => scoreId === score.scoreId)) return undefined;
  const scoredAtMs = Date.parse(score.scoredAt);
  const older = history.findIndex((past) => Date.parse(past.scoredAt) <= scoredAtMs);
  const place = older < 0 ? history.length : older;
  if (place >= historyLength) return undefined;
  return history.toSpliced(place, 0, pastScore(score)).slice(0, historyLength);
}

/** Tier of the score before one in the history; null for the first one, and where the history does not reach. */
export function tierBefore(history: readonly PastScore[], scoreId: string): Tier | null {
  const place = history.findIndex((past) => past.scoreId === scoreId);
  return place < 0 ? null : (history[place + 1]?.tier ?? null);
}

/** What the customer list shows: the reason is the largest that raises the risk, or the largest there is. */
export function summaryOf({ customerId, latest, history }: CustomerRecord): CustomerSummary {
  return {
    customerId,
    scoredAt: latest.scoredAt,
    probability: latest.probability,
    tier: latest.tier,
    movement: movementOf({ history }),
    valueAtRisk: latest.valueAtRisk,
    topReason: latest.reasons.find(({ direction }) => direction === 'raises') ?? latest.reasons[0] ?? null,
    play: latest.play,
  };
}

function pastScore({ scoreId, scoredAt, modelVersion, probability, tier }: PastScore): PastScore {
  return { scoreId, scoredAt, modelVersion, probability, tier };
}
