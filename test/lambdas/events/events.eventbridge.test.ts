import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { mostCustomersPerEvent } from '../../../core/events.ts';
import { entryBytes, eventBridgeEvents } from '../../../lambdas/events/events.eventbridge.ts';
import { anEvent, inEvent } from '../../contracts/event-examples.ts';
import { type JsonService, jsonService, type ServiceCall } from '../../support/aws/json-service.ts';
import { localCredentials } from '../../support/aws/local-dynamodb.ts';

const Entries = z.object({ Entries: z.array(z.object({ Detail: z.string() })) });

/** Ids of the events in a call. */
function idsOf({ input }: ServiceCall): string[] {
  return Entries.parse(input).Entries.map(
    ({ Detail }) => z.object({ eventId: z.string() }).parse(JSON.parse(Detail)).eventId,
  );
}

let bus: JsonService | undefined;
afterEach(() => bus?.stop());

/** Events on a bus that refuses some of what it is sent. */
async function openBus(refuses: (id: string, call: number) => boolean) {
  const service = await jsonService((call) => {
    const results = idsOf(call).map((id) =>
      refuses(id, service.calls.length)
        ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }
        : { EventId: id },
    );
    return { body: { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results } };
  });
  bus = service;
  const client = new EventBridgeClient({ ...localCredentials, endpoint: service.endpoint });
  return { service, events: eventBridgeEvents({ client, busName: 'bus' }) };
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => anEvent('DropRejected', { eventId: `e${n}` }));

describe('events on EventBridge', () => {
  it('go ten in a call, and only those that were handed back go again', async () => {
    const { service, events } = await openBus((id, call) => id === 'e3' && call === 1);
    await events.publish(...numbered(12));
    expect(service.calls.map(idsOf)).toEqual([Array.from({ length: 10 }, (_, n) => `e${n}`), ['e10', 'e11'], ['e3']]);
  });

  it('fail by the code that EventBridge gave, once it has refused them four times', async () => {
    const { service, events } = await openBus((id) => id === 'e1');
    await expect(events.publish(...numbered(3))).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: expect.stringContaining('1 of 3 events'),
    });
    expect(service.calls.map(idsOf)).toEqual([['e0', 'e1', 'e2'], ['e1'], ['e1'], ['e1']]);
  });

  it('keep to the 256 KB of an entry with a hundred customers whose ids take most bytes as JSON', () => {
    const widest = '\u0001'.repeat(128); // six bytes each: \u0001
    const customers = Array.from({ length: mostCustomersPerEvent }, () =>
      inEvent(widest, { scoreId: `${'d'.repeat(60)}.1000000`, tier: 'medium', tierBefore: 'medium' }),
    );
    const Detail = JSON.stringify(anEvent('ScoreRecorded', { customers, dropId: 'd'.repeat(60) }));
    const bytes = entryBytes({ Source: 'mainstay', DetailType: 'ScoreRecorded', Detail });
    expect(bytes).toBeGreaterThan(80_000); // or the ids above are not the widest
    expect(bytes).toBeLessThan(256 * 1024);
  });

  it('are billed as one where ids are as usual: under 64 KB', () => {
    const customers = Array.from({ length: mostCustomersPerEvent }, (_, n) =>
      inEvent(`customer-${100_000 + n}`, { scoreId: `20261122T100000Z-0a1b2c3d4e5f.${100_000 + n}` }),
    );
    const Detail = JSON.stringify(anEvent('TierEscalated', { customers }));
    expect(entryBytes({ Source: 'mainstay', DetailType: 'TierEscalated', Detail })).toBeLessThan(64 * 1024);
  });

  it('refuse a hundred and one', () => {
    const customers = Array.from({ length: mostCustomersPerEvent + 1 }, (_, n) => inEvent(`c${n}`));
    expect(() => anEvent('ScoreRecorded', { customers })).toThrow('customers');
  });
});
