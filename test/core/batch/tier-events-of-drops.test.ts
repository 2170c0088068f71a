import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MainstayEvent } from '../../../core/events.ts';
import { type BatchHome, dropOf, openBatchHome, runBatch } from '../../workflows/batch-run.ts';

let home: BatchHome;
beforeEach(async () => {
  home = await openBatchHome();
});
afterEach(() => home.records.close());

const customers = 250;

/** A file in which everyone has as many tickets: with 9 at medium risk by the test model, with 1 at high risk. */
function csv(tickets: number): string {
  const rows = Array.from({ length: customers }, (_, n) => `c${n},,20,${tickets},basic,2026-01-01,,2026-02-01`);
  return `id,left,fee,tickets,plan,joined,unused,seen\n${rows.join('\n')}\n`;
}

/** Customers in the escalations told, by event. */
function escalated(events: readonly MainstayEvent[]): Map<string, string[]> {
  const told = events.filter((event) => event.type === 'TierEscalated');
  return new Map(told.map((event) => [event.eventId, event.customers.map(({ customerId }) => customerId)]));
}

describe('a drop', () => {
  it('tells who escalated, each once, and sums up who is new at high risk', async () => {
    await runBatch(home, await dropOf(home.objects, 'd1', csv(9)), { shards: 2 });
    expect(home.events).toMatchObject([
      { type: 'BatchCompleted', tierCounts: { medium: customers }, highTier: { newCustomers: 0 } },
    ]);

    await runBatch(home, await dropOf(home.objects, 'd2', csv(1)), { shards: 3 });
    const told = escalated(home.events);
    expect([...told.values()].flat().toSorted()).toEqual(
      Array.from({ length: customers }, (_, n) => `c${n}`).toSorted(),
    );
    const completed = home.events.at(-1);
    const { high } = await home.records.customers.tierTotals();
    expect(completed).toMatchObject({
      type: 'BatchCompleted',
      dropId: 'd2',
      highTier: { newCustomers: customers, valueAtRisk: { amountMinor: high.valueAtRiskMinor } },
    });
    for (const event of home.events) expect(MainstayEvent.parse(event)).toEqual(event);

    await runBatch(home, await dropOf(home.objects, 'd3', csv(1)), { shards: 1 });
    expect(escalated(home.events)).toEqual(told);
    expect(home.events.at(-1)).toMatchObject({ dropId: 'd3', highTier: { newCustomers: 0 } });
  });

  it('tells the same events with the same ids when its shards are done again after a failure', async () => {
    await runBatch(home, await dropOf(home.objects, 'd1', csv(9)), { shards: 1 });
    const drop = await dropOf(home.objects, 'd2', csv(1));
    let calls = 0;
    const publish = async (...events: readonly MainstayEvent[]): Promise<void> => {
      home.events.push(...events);
      calls += 1;
      if (calls <= 2) throw new Error('the bus took them, and the answer was lost');
    };
    const flaky = { ...home.ports, events: { publish } };
    await expect(runBatch(home, drop, { shards: 1 }, flaky)).rejects.toThrow();
    const first = escalated(home.events);
    home.events.length = 0;
    await runBatch(home, drop, { shards: 1 }, flaky);
    expect(first.size).toBe(3); // 100 + 100 + 50
    expect(escalated(home.events)).toEqual(first);
    expect(home.events.at(-1)).toMatchObject({ type: 'BatchCompleted', highTier: { newCustomers: customers } });
  });
});
