import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openRecords } from '../../../local/records/open-records.ts';
import { gathered, gatheringEvents, gatheringRecords } from '../../../local/server/gathered.ts';
import { customerRecordsContract } from '../../contracts/customer-records.contract.ts';
import { anEvent } from '../../contracts/event-examples.ts';
import { aScore } from '../../contracts/examples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function open() {
  const records = openRecords(join(temporaryFolder(), 'records.sqlite'));
  closing.push(() => records.close());
  return records;
}

const score = (n: number, tier: 'low' | 'high') =>
  aScore({ customerId: 'c1', scoreId: `s${n}`, scoredAt: `2026-11-22T10:00:0${n}.000Z`, tier });

/** Work that doubles numbers, notes its calls, and does not take those below zero. */
function doubling() {
  const calls: number[][] = [];
  const double = gathered(async (items: readonly number[]) => {
    calls.push([...items]);
    await Promise.resolve();
    if (items.some((item) => item < 0)) throw new Error(`below zero: ${items.find((item) => item < 0)}`);
    return items.map((item) => 2 * item);
  });
  return { calls, double };
}

describe('gathered', () => {
  it('makes one call of those of a turn, and gives everyone what is theirs', async () => {
    const { calls, double } = doubling();
    expect(await Promise.all([double([1, 2]), double([]), double([3])])).toEqual([[2, 4], [], [6]]);
    expect(await double([4])).toEqual([8]);
    expect(calls).toEqual([[1, 2, 3], [4]]);
  });

  it('lets each caller hear of its own failure only', async () => {
    const { calls, double } = doubling();
    const outcomes = await Promise.allSettled([double([1]), double([-2]), double([3, -4]), double([5])]);
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: [2] },
      { status: 'rejected', reason: new Error('below zero: -2') },
      { status: 'rejected', reason: new Error('below zero: -4') },
      { status: 'fulfilled', value: [10] },
    ]);
    expect(calls).toEqual([[1, -2, 3, -4, 5], [1], [-2], [3, -4], [5]]);
  });

  it('answers nobody before the work is done', async () => {
    const done = Promise.withResolvers<void>();
    let answered = 0;
    const wait = gathered(async (items: readonly number[]) => {
      await done.promise;
      return items;
    });
    const both = Promise.all([1, 2].map(async (item) => wait([item]).then(() => (answered += 1))));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(0);
    done.resolve();
    await both;
    expect(answered).toBe(2);
  });

  it('takes no more into a call than a transaction takes', async () => {
    const { calls, double } = doubling();
    const many = Array.from({ length: 600 }, (_, n) => n);
    const answers = await Promise.all([double(many), double(many), double([1]), double([...many, ...many])]);
    expect(answers.map(({ length }) => length)).toEqual([600, 600, 1, 1200]);
    expect(calls.map(({ length }) => length)).toEqual([600, 601, 1200]);
  });
});

describe('customers of requests that come together', () => {
  customerRecordsContract(async () => gatheringRecords(open().customers));

  it('are scored one after another where they are the same', async () => {
    const { customers } = open();
    const together = gatheringRecords(customers);
    const before = await Promise.all([
      together.putScores([score(1, 'low')]),
      together.putScores([score(2, 'high')]),
      together.putScores([score(3, 'low')]),
    ]);
    expect(before).toEqual([[null], ['low'], ['high']]);
    expect((await customers.get('c1'))?.history.map(({ scoreId }) => scoreId)).toEqual(['s3', 's2', 's1']);
  });
});

describe('events of requests that come together', () => {
  it('are all in the outbox once their requests go on, in order', async () => {
    const { outbox } = open();
    outbox.subscribe('test');
    const events = gatheringEvents(outbox);
    await Promise.all(['e1', 'e2', 'e3'].map((eventId) => events.publish(anEvent('DropRejected', { eventId }))));
    const due = outbox.next('test', 0);
    expect(Array.isArray(due) && due.map(({ event }) => event.eventId)).toEqual(['e1', 'e2', 'e3']);
  });

  it('that cannot be kept fail their own request only', async () => {
    const { outbox } = open();
    outbox.subscribe('test');
    const events = gatheringEvents(outbox);
    const outcomes = await Promise.allSettled([
      events.publish(anEvent('DropRejected', { eventId: 'e1' })),
      events.publish({ ...anEvent('DropRejected'), eventId: '' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
