import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { RecordedScore } from '../../../core/scoring/customer-record.ts';
import type { Tier } from '../../../core/scoring/score.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { customerRecordsContract } from '../../contracts/customer-records.contract.ts';
import { aScore } from '../../contracts/examples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { withCode } from '../../support/with-code.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function open(options: Parameters<typeof openRecords>[1] = {}): OpenRecords {
  const records = openRecords(join(temporaryFolder(), 'records.sqlite'), options);
  closing.push(() => records.close());
  records.outbox.subscribe('test');
  return records;
}

const scored = (customerId: string, second: number, tier: Tier): RecordedScore =>
  aScore({ customerId, scoreId: `${customerId}-${second}`, scoredAt: `2026-11-22T10:00:0${second}.000Z`, tier });

const manyOf = (round: number) => Array.from({ length: 500 }, (_, n) => scored(`c${round}-${n}`, 1, 'low'));

function toldBy({ outbox }: OpenRecords) {
  const due = outbox.next('test', 0);
  return due && 'waitMs' in due ? [] : (due ?? []).map(({ event }) => event);
}

describe('scores that are recorded and told of at once', () => {
  customerRecordsContract(async () => {
    const records = open();
    return new Proxy(records.customers, {
      get: (target, name) => {
        if (name === 'putScores')
          return async (scores: RecordedScore[]) => records.recordAndTell([scores])[0]?.map(({ tier }) => tier);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  });

  it('are told of request by request, each with the tiers that its customers had before', async () => {
    const records = open();
    const before = records.recordAndTell([
      [scored('a', 1, 'low'), scored('b', 1, 'high')],
      [],
      [scored('a', 2, 'high')],
      [scored('a', 3, 'medium')],
    ]);
    expect(before.map((scores) => scores.map(({ tier }) => tier))).toEqual([[null, null], [], ['low'], ['high']]);
    expect(before.map((scores) => scores.map(({ newest }) => newest?.scoreId ?? null))).toEqual([
      [null, null],
      [],
      ['a-1'],
      ['a-2'],
    ]);
    expect(toldBy(records)).toMatchObject([
      { type: 'ScoreRecorded', eventId: 'a-1.recorded', customers: [{ customerId: 'a' }, { customerId: 'b' }] },
      { type: 'ScoreRecorded', eventId: 'a-2.recorded', customers: [{ tier: 'high', tierBefore: 'low' }] },
      { type: 'TierEscalated', eventId: 'a-2.escalated' },
      { type: 'ScoreRecorded', eventId: 'a-3.recorded', customers: [{ tier: 'medium', tierBefore: 'high' }] },
    ]);
    expect((await records.customers.get('a'))?.history.map(({ scoreId }) => scoreId)).toEqual(['a-3', 'a-2', 'a-1']);
  });

  it('wake who waits for events', () => {
    const records = open();
    let woken = 0;
    records.outbox.onPublished(() => (woken += 1));
    records.recordAndTell([[scored('a', 1, 'low')]]);
    expect(woken).toBe(1);
  });

  it('are neither recorded nor told of where one of the two cannot be', async () => {
    const records = open();
    const untold = { ...scored('b', 1, 'low'), scoredAt: 'yesterday' }; // no event may say so
    expect(() => records.recordAndTell([[scored('a', 1, 'low')], [untold]])).toThrow();
    expect(await records.customers.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    expect(toldBy(records)).toEqual([]);
    expect(records.recordAndTell([[scored('a', 1, 'low')]])).toEqual([[{ tier: null, newest: null }]]);
    expect(toldBy(records)).toHaveLength(1);
  });

  it('say that the disk is full, and leave what was there', async () => {
    const records = open({ maxSizeBytes: 400_000 });
    expect(() => {
      for (let round = 0; round < 20; round += 1) records.recordAndTell([manyOf(round)]);
    }).toThrow(withCode('storage-full'));
    const { low } = await records.customers.tierTotals();
    expect(low.customers % 500).toBe(0);
  });
});
