import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { MainstayEvent } from '../../../core/events.ts';
import { EventDelivery, mostTries, type Subscriber, Undeliverable } from '../../../local/events/deliver-events.ts';
import { signatureOf, webhook } from '../../../local/events/webhook.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { anEvent, inEvent } from '../../contracts/event-examples.ts';
import { aScore } from '../../contracts/examples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { webReceiver } from '../../support/web-receiver.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function open(file = join(temporaryFolder(), 'records.sqlite')): OpenRecords {
  const records = openRecords(file);
  closing.push(() => records.close());
  return records;
}

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => anEvent('DropRejected', { eventId: `e${from + n}` }));

/** Delivers to a subscriber; a clock that goes as fast as it is asked lets no pause be long. */
function deliver({ outbox }: OpenRecords, subscribers: readonly Subscriber[]) {
  const failures: [string, number | null][] = [];
  let nowMs = Date.UTC(2026, 10, 22);
  const delivery = new EventDelivery({
    outbox,
    subscribers,
    clock: { now: () => new Date((nowMs += 60 * 60 * 1000)) },
    onFailure: (_, { eventId }, _error, waitMs) => failures.push([eventId, waitMs]),
    pollMs: 5,
  });
  delivery.start();
  closing.push(() => delivery.stop());
  return { delivery, failures };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000 && !holds(); tries += 1) await sleep(2);
  expect(holds()).toBe(true);
}

/** Somebody who notes what it hears, and fails as told. */
function listener(name: string, fails: (event: MainstayEvent, times: number) => Error | undefined = () => undefined) {
  const heard: string[] = [];
  let times = 0;
  const subscriber: Subscriber = {
    name,
    deliver: async (event) => {
      times += 1;
      const failure = fails(event, times);
      if (failure) throw failure;
      heard.push(event.eventId);
    },
  };
  return { subscriber, heard };
}

describe('the delivery of events', () => {
  it('tells each subscriber of each event once, in order, also where another one is slow to take them', async () => {
    const records = open();
    const good = listener('good');
    const slow = listener('slow', (_, times) => (times % 3 === 0 ? undefined : new Error('later')));
    const { failures } = deliver(records, [good.subscriber, slow.subscriber]);
    await records.outbox.publish(...numbered(0, 3));
    await records.outbox.publish(...numbered(2, 3)); // e2 again
    const all = ['e0', 'e1', 'e2', 'e3', 'e4'];
    await until(() => good.heard.length === 5 && slow.heard.length === 5);
    expect(good.heard).toEqual(all);
    expect(slow.heard).toEqual(all);
    expect(failures.filter(([id]) => id === 'e0').map(([, waitMs]) => waitMs)).toEqual([1_000, 2_000]);
  });

  it('goes on after a restart where it stood, and tells a new subscriber of what comes after it', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const first = openRecords(file);
    const before = listener('crm', ({ eventId }) => (eventId === 'e2' ? new Error('down') : undefined));
    const delivery = new EventDelivery({
      outbox: first.outbox,
      subscribers: [before.subscriber],
      clock: { now: () => new Date(Date.UTC(2026, 10, 22)) },
      onFailure: () => undefined,
      pollMs: 5,
    });
    delivery.start();
    await first.outbox.publish(...numbered(0, 4));
    await until(() => before.heard.length === 2);
    await delivery.stop();
    first.close();

    const records = open(file);
    const after = listener('crm');
    const fresh = listener('new');
    deliver(records, [after.subscriber, fresh.subscriber]);
    await until(() => after.heard.length === 2);
    expect(after.heard).toEqual(['e2', 'e3']);
    await records.outbox.publish(...numbered(4, 1));
    await until(() => fresh.heard.length === 1 && after.heard.length === 3);
    expect(fresh.heard).toEqual(['e4']);
  });

  it('writes down what was told while it goes on, so that a process that is killed leaves little to be told again', async () => {
    const records = open();
    const { subscriber, heard } = listener('crm');
    deliver(records, [subscriber]);
    await records.outbox.publish(...numbered(0, 250));
    await until(() => heard.length === 250);
    await until(() => records.outbox.next('crm', Number.MAX_SAFE_INTEGER) === undefined);
    expect(heard).toEqual(numbered(0, 250).map(({ eventId }) => eventId));
  });

  it('hears of what another process of the home has published', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const { subscriber, heard } = listener('crm');
    deliver(open(file), [subscriber]);
    await open(file).outbox.publish(...numbered(0, 1));
    await until(() => heard.length === 1);
  });

  it('sets an event aside that nobody can take, at once or after a day of tries, and goes on with the next', async () => {
    const records = open();
    const { subscriber, heard } = listener('crm', ({ eventId }) => {
      if (eventId === 'e0') return new Undeliverable('the receiver answered 422');
      return eventId === 'e1' ? new Error('down') : undefined;
    });
    const { failures } = deliver(records, [subscriber]);
    await records.outbox.publish(...numbered(0, 3));
    await until(() => heard.length === 1);
    expect(heard).toEqual(['e2']);
    expect(records.outbox.undelivered('crm').map(({ event, error }) => [event.eventId, error])).toEqual([
      ['e0', 'Undeliverable: the receiver answered 422'],
      ['e1', 'Error: down'],
    ]);
    const waits = failures.filter(([id]) => id === 'e1').map(([, waitMs]) => waitMs);
    expect(waits).toHaveLength(mostTries);
    expect(waits.at(-1)).toBeNull();
    const totalMs = waits.reduce<number>((sum, waitMs) => sum + (waitMs ?? 0), 0);
    expect(totalMs / (60 * 60 * 1000)).toBeGreaterThan(20); // hours
    expect(totalMs / (60 * 60 * 1000)).toBeLessThan(26);
  });

  it('forgets events after a month', async () => {
    const { outbox } = open();
    await outbox.publish(
      anEvent('DropRejected', { eventId: 'old', at: '2026-10-01T00:00:00.000Z' }),
      anEvent('DropRejected'),
    );
    expect(outbox.prune(Date.parse('2026-10-23T00:00:00.000Z'))).toBe(1);
    await outbox.publish(anEvent('DropRejected', { eventId: 'old' })); // its id is free again
    expect(outbox.prune(Number.MAX_SAFE_INTEGER)).toBe(2);
  });
});

describe('a customer who is erased', () => {
  it('is gone from events too, and those of others stay', async () => {
    const records = open();
    const { subscriber, heard } = listener('crm');
    records.outbox.subscribe('crm');
    await records.customers.putScores([aScore({ customerId: 'c"1' })]);
    await records.outbox.publish(
      anEvent('ScoreRecorded', { customers: [inEvent('c"1'), inEvent('c2')] }),
      anEvent('TierEscalated', { customers: [inEvent('c"1')] }),
      anEvent('ScoreRecorded', { eventId: 'other', customers: [inEvent('c"10')] }),
    );
    await records.customers.erase('c"1');
    const told: MainstayEvent[] = [];
    deliver(records, [{ ...subscriber, deliver: async (event) => void told.push(event) }]);
    await until(() => told.length === 2);
    expect(
      told.flatMap((event) => ('customers' in event ? event.customers : [])).map(({ customerId }) => customerId),
    ).toEqual(['c2', 'c"10']);
    expect(heard).toEqual([]);
  });
});

describe('the webhook', () => {
  const at = new Date('2026-11-22T10:00:00.000Z');
  const secret = 'a secret of sixteen';
  const signal = new AbortController().signal;

  it('sends what the API destination on AWS sends, signed', async () => {
    const receiver = await webReceiver(() => ({ status: 204 }));
    closing.push(() => receiver.stop());
    const event = anEvent('TierEscalated');
    await webhook({ url: `${receiver.url}/hook?x=1`, secret, clock: { now: () => at } }).deliver(event, signal);
    const [request] = receiver.received;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/hook?x=1',
      headers: { 'idempotency-key': event.eventId, 'content-type': 'application/json' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({ type: event.type, id: event.eventId, at: event.at, event });
    expect(request?.headers['mainstay-signature']).toBe(signatureOf(request?.body ?? '', secret, at));
  });

  it('signs as its documentation says', () => {
    // printf '1795341600.{}' | openssl dgst -sha256 -hmac 'a secret of sixteen'
    expect(signatureOf('{}', secret, at)).toBe(
      't=1795341600,v1=0e5d5a17a9b48be68b6ff46d703e6e6ad8eb58edbc3e5c889f30758b004ce1f5',
    );
  });

  it.each([
    [400, true],
    [422, true],
    [401, false],
    [404, false],
    [429, false],
    [302, false],
    [500, false],
  ])('takes %i for final: %s', async (status, isFinal) => {
    const receiver = await webReceiver(() => ({ status, headers: { location: '/elsewhere' } }));
    closing.push(() => receiver.stop());
    const sending = webhook({ url: receiver.url, secret, clock: { now: () => at } }).deliver(
      anEvent('DropRejected'),
      signal,
    );
    const failure: unknown = await sending.catch((error: unknown) => error);
    expect(failure instanceof Undeliverable).toBe(isFinal);
    expect(String(failure)).toContain(String(status));
    expect(receiver.received).toHaveLength(1);
  });

  it('does not wait for a receiver that says nothing', async () => {
    const receiver = await webReceiver(() => 'hang');
    closing.push(() => receiver.stop());
    const sender = webhook({ url: receiver.url, secret, clock: { now: () => at }, timeoutMs: 50 });
    await expect(sender.deliver(anEvent('DropRejected'), signal)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
