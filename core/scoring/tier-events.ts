import { type MainstayEvent, mostCustomersPerEvent } from '../events.ts';
import type { Events } from '../ports.ts';
import type { RecordedScore } from './customer-record.ts';
import { type Tier, tiers } from './score.ts';

type Recorded = Pick<RecordedScore, 'customerId' | 'scoreId' | 'scoredAt' | 'tier' | 'modelVersion' | 'dropId'>;
/** A score, and the tier of the one before it. */
type WithBefore = readonly [score: Recorded, tierBefore: Tier | null];

/** Whether a customer has come into a more urgent tier. A first score says nothing of that. */
export function isEscalation(tier: Tier, before: Tier | null): boolean {
  return before !== null && tiers.indexOf(tier) < tiers.indexOf(before);
}

/**
 * What there is to tell of scores that an API call has recorded: all of them, and those who escalated.
 *
 * @param tiersBefore - what `putScores` has returned
 */
export function eventsOfScores(
  scores: readonly Recorded[],
  tiersBefore: readonly (Tier | null)[],
): readonly MainstayEvent[] {
  const recorded = scores.map((score, index): WithBefore => [score, tiersBefore[index] ?? null]);
  const escalated = recorded.filter(([{ tier }, before]) => isEscalation(tier, before));
  return [...eventsOf('ScoreRecorded', recorded), ...eventsOf('TierEscalated', escalated)];
}

/** Events told in one go: one call of EventBridge, one commit of SQLite. */
const eventsAtOnce = 10;

/**
 * Tells of the escalations among the scores of a drop, as many in one event as it takes. Rows that are recorded again
 * have the same score ids and the same tiers before, and so make the same events again.
 */
export class Escalations {
  readonly #events: Events;
  #waiting: WithBefore[] = [];

  constructor(events: Events) {
    this.#events = events;
  }

  /** @param tiersBefore - what `putScores` has returned */
  async add(scores: readonly Recorded[], tiersBefore: readonly (Tier | null)[]): Promise<void> {
    for (const [index, score] of scores.entries()) {
      const before = tiersBefore[index] ?? null;
      if (!isEscalation(score.tier, before)) continue;
      this.#waiting.push([score, before]);
      if (this.#waiting.length === eventsAtOnce * mostCustomersPerEvent) await this.finish();
    }
  }

  /** Tells what is left. */
  async finish(): Promise<void> {
    const told = this.#waiting;
    this.#waiting = [];
    if (told.length > 0) await this.#events.publish(...eventsOf('TierEscalated', told));
  }
}

const suffixes = { ScoreRecorded: 'recorded', TierEscalated: 'escalated' } as const;

/** As many events as it takes. The id of one comes from the first score in it: the same scores make the same events. */
function eventsOf(type: keyof typeof suffixes, told: readonly WithBefore[]): MainstayEvent[] {
  const events: MainstayEvent[] = [];
  for (let start = 0; start < told.length; start += mostCustomersPerEvent) {
    const part = told.slice(start, start + mostCustomersPerEvent);
    const customers = part.map(([{ customerId, scoreId, tier }, tierBefore]) => ({
      customerId,
      scoreId,
      tier,
      tierBefore,
    }));
    const { scoreId, scoredAt: at, modelVersion, dropId } = part[0]![0];
    events.push({ type, eventId: `${scoreId}.${suffixes[type]}`, at, modelVersion, dropId, customers });
  }
  return events;
}
