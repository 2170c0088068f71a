import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Records } from '../../../core/ports.ts';
import { withScore } from '../../../core/scoring/customer-history.ts';
import { sheetOf } from '../../../core/scoring/scoring-sheet.ts';
import { customerKey, sortKey, tierShardOf, tierShards } from '../../../lambdas/records/customer-item.ts';
import { dynamoRecords } from '../../../lambdas/records/open-records.ts';
import { PackedBytes, pack } from '../../../lambdas/records/packed.ts';
import { RecordsTable } from '../../../lambdas/records/records-table.ts';
import { anEntry, aPointer, aReceipt, aScore } from '../../contracts/examples.ts';
import { type Call, modelVersion, scoresOf } from '../../contracts/scored-rows.contract.ts';
import { type LocalDynamoDb, localDynamoDb } from '../../support/aws/local-dynamodb.ts';
import { testEngine } from '../../support/bundle.ts';

const PackedItem = z.object({ body: PackedBytes });

let database: LocalDynamoDb;
let tableName: string;
let records: Records;
let sent: string[] = [];

/** Notes every call that goes out. */
function noting(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      sent.push(context.commandName ?? '');
      return next(args);
    },
    { step: 'initialize', name: 'noting' },
  );
}

beforeAll(async () => {
  database = await localDynamoDb();
  noting(database.client);
});
afterAll(() => database.stop());
beforeEach(async () => {
  tableName = await database.newTable();
  records = dynamoRecords({ client: database.client, tableName, keptDays: 30 });
  sent = [];
});

async function items(): Promise<Record<string, unknown>[]> {
  return (await database.client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
}

const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

describe('scores in DynamoDB', () => {
  it('are all kept where several writers put them for one customer at once', async () => {
    const scores = Array.from({ length: 12 }, (_, n) => aScore({ customerId: 'c1', scoredAt: day(n) }));
    await Promise.all(scores.map((score) => records.customers.putScores([score])));
    const history = (await records.customers.get('c1'))?.history ?? [];
    expect(history.map(({ scoredAt }) => scoredAt)).toEqual(scores.map(({ scoredAt }) => scoredAt).toReversed());
  });

  it('are read once and not written when they come again', async () => {
    const scores = Array.from({ length: 150 }, (_, n) => aScore({ customerId: `c${n}` }));
    await records.customers.putScores(scores);
    sent = [];
    await records.customers.putScores(scores);

    expect(sent).toEqual(['BatchGetItemCommand', 'BatchGetItemCommand']); // 100 and 50 customers
  });

  it('are spread over all shards of their tier', async () => {
    const scores = Array.from({ length: 200 }, (_, n) => aScore({ customerId: `c${n}`, tier: 'high' }));
    await records.customers.putScores(scores);
    const shards = new Set((await items()).map(({ tierShard }) => tierShard).map((value) => JSON.stringify(value)));
    expect(shards.size).toBe(tierShards('high').length);
  });

  it('leave the work to others once one write has failed', async () => {
    const broken = dynamoRecords({ client: database.client, tableName: 'no-such-table' });
    await expect(broken.customers.putScores([aScore({ customerId: 'c1' })])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('may go after their time', async () => {
    await records.customers.putScores([aScore({ customerId: 'c1', scoredAt: '2026-11-01T00:00:00.000Z' })]);
    await records.customers.addTimeline(anEntry({ customerId: 'c1', at: '2026-11-02T00:00:00.000Z' }));
    const expiries = (await items()).map(({ expiresAt }) => expiresAt);
    expect(expiries).toContainEqual({ N: String(Date.UTC(2026, 11, 1) / 1000) }); // 30 days later
    expect(
      expiries.filter((at) => JSON.stringify(at) === JSON.stringify({ N: String(Date.UTC(2026, 11, 2) / 1000) })),
    ).toHaveLength(2);
  });
});

describe('scores whose sheet is kept', () => {
  it('are small, and are read by another process, beside items of the earlier form', async () => {
    const engine = await testEngine();
    const sheet = sheetOf(engine, modelVersion);
    const call: Call = { kind: 'drop', number: 1, day: 1, customers: [1, 2, 3] };
    const scores = scoresOf(call, engine);
    await records.customers.keepSheet(sheet);
    await records.customers.putScores(scores);
    // As it was kept before there were sheets: all words, and a history with names.
    const old = aScore({ customerId: 'old' });
    const latest = { customerId: 'old', latest: old, history: withScore([], old) };
    const table = new RecordsTable(database.client, tableName);
    const key = sortKey(0.42, 'old');
    const lists = { tierShard: tierShardOf('medium', 'old'), valueKey: key, probabilityKey: key, movementKey: key };
    await table.put({ ...customerKey('old'), ...lists, revision: 1, body: pack(latest) });

    const other = dynamoRecords({ client: database.client, tableName });
    const found = await other.customers.getMany([...scores.map(({ customerId }) => customerId), 'old']);
    expect(found.map((record) => record?.latest)).toEqual([...scores, old]);
    const bytes = pack(scores[0]).length;
    expect(PackedItem.parse(await table.get(customerKey('c1'))).body.length).toBeLessThan(bytes);
    await other.customers.putScores([{ ...old, scoreId: 'next', scoredAt: day(400) }]);
    expect((await records.customers.get('old'))?.history).toHaveLength(2);
  });
});

describe('the list of customers', () => {
  it('gives short pages for a rare segment, and finds all of it in the end', async () => {
    const scores = Array.from({ length: 2_450 }, (_, n) =>
      aScore({
        customerId: `c${n}`,
        probability: 1 - n / 10_000,
        features: { plan: n % 1_200 === 1_199 ? 'rare' : 'basic' },
      }),
    );
    await records.customers.putScores(scores);
    const query = { segments: { plan: 'rare' }, sort: 'probability' as const, limit: 5 };
    const first = await records.customers.list(query);
    expect(first.items.map(({ customerId }) => customerId)).toEqual(['c1199']);
    const second = await records.customers.list({ ...query, cursor: first.cursor });
    expect(second.items.map(({ customerId }) => customerId)).toEqual(['c2399']);
    expect(second.cursor).toBeUndefined();
  });
});

describe('the timeline', () => {
  it('moves an entry that comes again at another moment', async () => {
    await records.customers.addTimeline(anEntry({ customerId: 'c1', entryId: 'e', at: day(1) }));
    await records.customers.addTimeline(anEntry({ customerId: 'c1', entryId: 'e', at: day(2) }));
    await records.customers.addTimeline(anEntry({ customerId: 'c1', entryId: 'f', at: day(1) }));
    const { items: entries } = await records.customers.timeline('c1', { limit: 10 });
    expect(entries.map(({ entryId, at }) => [entryId, at])).toEqual([
      ['e', day(2)],
      ['f', day(1)],
    ]);
  });
});

describe('erasing', () => {
  it('leaves nothing that bears the id, and other items alone', async () => {
    await records.customers.putScores([aScore({ customerId: 'gone' })]);
    await records.customers.addTimeline(anEntry({ customerId: 'gone' }));
    await records.idempotency.claim('k', 'f', new Date(day(0)));
    await records.idempotency.complete(
      'k',
      { status: 200, contentType: '', body: '', customerIds: ['gone'] },
      new Date(day(0)),
    );
    await records.drops.put(aReceipt());
    expect(await records.customers.erase('gone')).toBe(true);
    expect((await items()).map(({ pk }) => pk)).toEqual([{ S: 'DROP#d1' }]);
  });
});

describe('the champion', () => {
  it('keeps more moves than a page of its history', async () => {
    let seen: ReturnType<typeof aPointer> | undefined;
    for (let n = 0; n < 103; n += 1) {
      const next = aPointer({ reason: `move ${n}` });
      expect(await records.models.moveChampion(seen, next)).toBe(true);
      seen = next;
    }
    const history = await records.models.championHistory();
    expect(history.map(({ reason }) => reason)).toEqual(Array.from({ length: 103 }, (_, n) => `move ${102 - n}`));
  });
});
