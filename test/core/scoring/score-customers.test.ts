import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import { MainstayEvent } from '../../../core/events.ts';
import { withScore } from '../../../core/scoring/customer-history.ts';
import { type CustomerRecord, RecordedScore } from '../../../core/scoring/customer-record.ts';
import { type ScoreCustomersPorts, ScoredCustomer, scoreCustomers } from '../../../core/scoring/score-customers.ts';
import { dropScoreId } from '../../../core/scoring/score-id.ts';
import { testEngine } from '../../support/bundle.ts';
import { withCode } from '../../support/with-code.ts';

const customer = (customerId: string, tickets: number) => ({
  customerId,
  values: { tickets, fee: 20, plan: 'basic', joined: 100, unused: null },
  monthlyValueMinor: 2000,
});

/** Records in a map, ids by counting, a clock that moves a day with every call. */
async function world(): Promise<ScoreCustomersPorts & { held: Map<string, CustomerRecord>; told: MainstayEvent[] }> {
  const engine = await testEngine();
  const held = new Map<string, CustomerRecord>();
  const told: MainstayEvent[] = [];
  let day = 0;
  let made = 0;
  return {
    held,
    champion: async () => ({ version: '20261101T000000Z-0a1b2c3d', engine }),
    customers: {
      getMany: async (ids) => ids.map((id) => held.get(id)),
      keepSheet: async () => undefined,
      putScores: async (scores) =>
        scores.map((score) => {
          const { customerId } = RecordedScore.parse(score);
          const before = held.get(customerId);
          const history = withScore(before?.history ?? [], score);
          if (history) held.set(customerId, { customerId, latest: score, history });
          return before?.latest.tier ?? null;
        }),
    },
    told,
    events: { publish: async (...events) => void told.push(...events) },
    clock: { now: () => new Date(Date.UTC(2026, 10, ++day)) },
    newScoreId: () => `s${++made}`,
  };
}

const champion = async () => {
  throw new DomainError('no-champion', 'none');
};

describe('scoreCustomers', () => {
  it('answers in order, with ids, the moment, the model and what was said before', async () => {
    const ports = await world();
    const first = await scoreCustomers({ customers: [customer('a', 1), customer('b', 9)], record: true }, ports);
    const second = await scoreCustomers({ customers: [customer('b', 2), customer('c', 2)], record: true }, ports);
    expect(first.model).toBe('20261101T000000Z-0a1b2c3d');
    expect(first.scores.map(({ customerId, scoreId, previous }) => [customerId, scoreId, previous])).toEqual([
      ['a', 's1', null],
      ['b', 's2', null],
    ]);
    const { probability, tier, scoredAt } = first.scores[1]!;
    expect(second.scores[0]?.previous).toEqual({ probability, tier, scoredAt });
    expect(second.scores[0]?.scoredAt).toBe('2026-11-02T00:00:00.000Z');
    expect(second.scores[1]?.previous).toBeNull();
    for (const score of second.scores) expect(ScoredCustomer.parse(score)).toEqual(score);
  });

  it('records the features with the score, or nothing', async () => {
    const ports = await world();
    await scoreCustomers({ customers: [customer('a', 1)], record: false }, ports);
    expect(ports.held.size).toBe(0);
    await scoreCustomers({ customers: [customer('a', 1)], record: true, reasons: 2, dropId: 'd1' }, ports);
    const latest = ports.held.get('a')?.latest;
    expect(latest).toMatchObject({ dropId: 'd1', monthlyValueMinor: 2000, features: customer('a', 1).values });
    expect(latest?.reasons).toHaveLength(2);
  });

  it('changes nothing when a drop is replayed, and does not take its own score for the one before', async () => {
    const ports = await world();
    const drop = { customers: [customer('a', 9)], record: true, dropId: 'd1' };
    const replayable = { ...ports, newScoreId: (_: unknown, i: number) => dropScoreId('d1', i + 2) };
    await scoreCustomers({ customers: [customer('a', 1)], record: true }, ports);
    const once = await scoreCustomers(drop, replayable);
    const record = ports.held.get('a');
    const again = await scoreCustomers(drop, replayable);
    expect(ports.held.get('a')).toEqual(record);
    expect(again.scores[0]?.previous).toEqual(once.scores[0]?.previous);
    expect(again.scores[0]?.previous?.scoredAt).toBe('2026-11-01T00:00:00.000Z');
  });

  it('tells of what was recorded, and of those who escalated', async () => {
    const ports = await world();
    await scoreCustomers({ customers: [customer('a', 9)], record: false }, ports);
    expect(ports.told).toEqual([]);
    const first = await scoreCustomers({ customers: [customer('a', 9), customer('b', 9)], record: true }, ports);
    const second = await scoreCustomers({ customers: [customer('a', 1), customer('b', 9)], record: true }, ports);
    const [a, b] = first.scores.map(({ tier }) => tier);
    const now = second.scores.map(({ tier }) => tier);
    expect([a, now[0]]).toEqual(['medium', 'high']); // or the customers of this test show nothing
    const of = { modelVersion: '20261101T000000Z-0a1b2c3d', dropId: null };
    expect(ports.told).toEqual([
      {
        ...of,
        type: 'ScoreRecorded',
        eventId: 's2.recorded',
        at: first.scores[0]?.scoredAt,
        customers: [
          { customerId: 'a', scoreId: 's2', tier: a, tierBefore: null },
          { customerId: 'b', scoreId: 's3', tier: b, tierBefore: null },
        ],
      },
      {
        ...of,
        type: 'ScoreRecorded',
        eventId: 's4.recorded',
        at: second.scores[0]?.scoredAt,
        customers: [
          { customerId: 'a', scoreId: 's4', tier: 'high', tierBefore: 'medium' },
          { customerId: 'b', scoreId: 's5', tier: now[1], tierBefore: b },
        ],
      },
      {
        ...of,
        type: 'TierEscalated',
        eventId: 's4.escalated',
        at: second.scores[0]?.scoredAt,
        customers: [{ customerId: 'a', scoreId: 's4', tier: 'high', tierBefore: 'medium' }],
      },
    ]);
    for (const event of ports.told) expect(MainstayEvent.parse(event)).toEqual(event);
  });

  it('says that there is no champion', async () => {
    const scoring = scoreCustomers({ customers: [], record: true }, { ...(await world()), champion });
    await expect(scoring).rejects.toEqual(withCode('no-champion'));
  });
});
