import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MainstayEvent, mostCustomersPerEvent } from '../../../core/events.ts';
import { tiers } from '../../../core/scoring/score.ts';
import { Escalations, eventsOfScores, isEscalation } from '../../../core/scoring/tier-events.ts';
import { aScore } from '../../contracts/examples.ts';

describe('isEscalation', () => {
  it.each([
    ['high', 'medium', true],
    ['high', 'low', true],
    ['medium', 'low', true],
    ['medium', 'high', false],
    ['low', 'medium', false],
    ['high', 'high', false],
    ['high', null, false],
  ] as const)('of %s after %s is %s', (tier, before, expected) => {
    expect(isEscalation(tier, before)).toBe(expected);
  });
});

/** Scores of a drop, and the tiers before them. */
const drop = fc
  .array(fc.tuple(fc.constantFrom(...tiers), fc.constantFrom(null, ...tiers)), { maxLength: 350 })
  .map((pairs) => ({
    scores: pairs.map(([tier], n) => aScore({ customerId: `c${n}`, scoreId: `d.${n}`, tier, dropId: 'd' })),
    before: pairs.map(([, before]) => before),
  }));

async function told(scores: ReturnType<typeof aScore>[], before: ((typeof tiers)[number] | null)[], slice: number) {
  const events: MainstayEvent[] = [];
  const escalations = new Escalations({ publish: async (...more) => void events.push(...more) });
  for (let from = 0; from < scores.length; from += slice) {
    await escalations.add(scores.slice(from, from + slice), before.slice(from, from + slice));
  }
  await escalations.finish();
  return events;
}

describe('escalations of a drop', () => {
  it('are told once each, in events that hold, the same however the rows are sliced', async () => {
    await fc.assert(
      fc.asyncProperty(drop, fc.integer({ min: 1, max: 400 }), async ({ scores, before }, slice) => {
        const events = await told(scores, before, slice);
        expect(await told(scores, before, 100)).toEqual(events);
        const customers = events.flatMap((event) => ('customers' in event ? event.customers : []));
        const expected = scores.filter(({ tier }, n) => isEscalation(tier, before[n] ?? null));
        expect(customers.map(({ scoreId }) => scoreId)).toEqual(expected.map(({ scoreId }) => scoreId));
        expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
        for (const event of events)
          expect(MainstayEvent.parse(event)).toMatchObject({ type: 'TierEscalated', dropId: 'd' });
      }),
      { numRuns: 30 },
    );
  });

  it('go out while the drop is scored, not all at its end', async () => {
    let published = 0;
    const escalations = new Escalations({ publish: async (...events) => void (published += events.length) });
    const scores = Array.from({ length: 10 * mostCustomersPerEvent }, (_, n) =>
      aScore({ customerId: `c${n}`, tier: 'high' }),
    );
    await escalations.add(
      scores,
      scores.map(() => 'low' as const),
    );
    expect(published).toBe(10);
    await escalations.finish();
    expect(published).toBe(10);
  });
});

describe('eventsOfScores', () => {
  it('splits more customers than one event may speak of', () => {
    const scores = Array.from({ length: 250 }, (_, n) =>
      aScore({ customerId: `c${n}`, scoreId: `s${n}`, tier: 'high' }),
    );
    const events = eventsOfScores(
      scores,
      scores.map((_, n) => (n % 2 === 0 ? 'low' : null)),
    );
    expect(events.map((event) => [event.eventId, 'customers' in event ? event.customers.length : 0])).toEqual([
      ['s0.recorded', 100],
      ['s100.recorded', 100],
      ['s200.recorded', 50],
      ['s0.escalated', 100],
      ['s200.escalated', 25],
    ]);
  });
});
