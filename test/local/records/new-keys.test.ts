import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import type { CustomerQuery } from '../../../core/scoring/customer-record.ts';
import { sheetOf } from '../../../core/scoring/scoring-sheet.ts';
import { SqliteCustomerRecords } from '../../../local/records/customer-records.sqlite.ts';
import { Database } from '../../../local/records/database.ts';
import { groupSize, keyOf } from '../../../local/records/groups/group.ts';
import { hashOf, KeyHints } from '../../../local/records/groups/key-hints.ts';
import { KnownIds } from '../../../local/records/groups/known-ids.ts';
import { NewKeys } from '../../../local/records/groups/new-keys.ts';
import { slotsIn } from '../../../local/records/groups/vacancies.ts';
import {
  asRows,
  type Call,
  firstDifference,
  modelVersion,
  scoresOf,
  seen,
} from '../../contracts/scored-rows.contract.ts';
import { testEngine } from '../../support/bundle.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const engine = await testEngine();
const sheet = sheetOf(engine, modelVersion);
const opened: Database[] = [];

interface Opened {
  readonly database: Database;
  readonly customers: SqliteCustomerRecords;
}

function open(
  file = join(temporaryFolder(), 'records.sqlite'),
  limits: ConstructorParameters<typeof NewKeys>[1] = { mostNewKeys: 256, indexedAtOnce: 40 },
): Opened {
  const database = new Database(file);
  opened.push(database);
  return { database, customers: new SqliteCustomerRecords(database, new NewKeys(database, limits)) };
}

afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

/** Enough that customers of a file in an order of its own move. */
const rowsPerCall = 384;

async function put({ customers }: Opened, call: Call): Promise<unknown[]> {
  const before: unknown[] = [];
  const scores = scoresOf(call, engine);
  for (let at = 0; at < scores.length; at += rowsPerCall) {
    before.push(...(await asRows(customers, scores.slice(at, at + rowsPerCall), call, sheet)));
  }
  return before;
}

const Row = z.object({ customer_group: z.int(), ids: z.string(), slots: z.instanceof(Uint8Array).nullable() });
const KeyRow = z.object({ customer_id: z.string(), customer_key: z.int() });

/** What is wrong with the index by id: who it does not know though their group is indexed, and whom it sends elsewhere. */
function faultsOf({ database }: Opened): string[] {
  const indexed = Number(database.get('SELECT indexed_group FROM customer_changes')?.indexed_group);
  const places = new Map<string, number>();
  const rows = database.all(
    'SELECT customer_group, ids, slots FROM group_ids LEFT JOIN vacancies USING (customer_group)',
  );
  for (const { customer_group: group, ids, slots } of z.array(Row).parse(rows)) {
    const left = new Set(slots ? slotsIn(slots) : []);
    for (const [slot, id] of z.array(z.string().nullable()).parse(JSON.parse(ids)).entries()) {
      if (id !== null && !left.has(slot)) places.set(id, keyOf(group, slot));
    }
  }
  const keys = new Map(
    z
      .array(KeyRow)
      .parse(database.all('SELECT customer_id, customer_key FROM customer_keys'))
      .map(({ customer_id: id, customer_key: key }) => [id, key]),
  );
  return [
    ...Array.from(keys).flatMap(([id, key]) => (places.get(id) === key ? [] : [`${id} is not at ${key}`])),
    ...Array.from(places).flatMap(([id, key]) =>
      keys.has(id) || key >= keyOf(indexed + 1, 0) ? [] : [`${id} is lost`],
    ),
  ];
}

const shuffled = (count: number, by: number, from = 0): number[] =>
  Array.from({ length: count }, (_, n) => from + ((n * by) % count));

describe('customers who are not in the index by id yet', () => {
  it('are found like all others, by two processes, whoever comes, moves on, is erased or comes back', async () => {
    const most = 900;
    const range = fc.record({
      from: fc.nat(most - 1),
      count: fc.integer({ min: 1, max: 700 }),
      by: fc.constantFrom(1, 7, 11, 13),
    });
    const step = fc.record({
      who: fc.nat(1),
      what: fc.oneof(
        { weight: 4, arbitrary: range.map((customers) => ({ kind: 'drop' as const, ...customers })) },
        {
          weight: 1,
          arbitrary: range.map((customers) => ({
            kind: 'request' as const,
            ...customers,
            count: 1 + (customers.count % 9),
          })),
        },
        { weight: 1, arbitrary: fc.nat(most - 1).map((from) => ({ kind: 'erase' as const, from, count: 1, by: 1 })) },
        { weight: 1, arbitrary: fc.nat(most - 1).map((from) => ({ kind: 'get' as const, from, count: 1, by: 1 })) },
        { weight: 1, arbitrary: fc.constant({ kind: 'open' as const, from: 0, count: 0, by: 1 }) },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        const file = join(temporaryFolder(), 'records.sqlite');
        const both = [open(file), open(file)];
        const plain = open(undefined, { mostNewKeys: 1e9, indexedAtOnce: 1 });
        for (const [index, { who, what }] of steps.entries()) {
          const own = both[who]!;
          const [id, number] = [`c${what.from}`, index + 1];
          const customers = shuffled(what.count, what.by).map((n) => (n + what.from) % most);
          if (what.kind === 'open') both[who] = open(file);
          else if (what.kind === 'erase') expect(await own.customers.erase(id)).toBe(await plain.customers.erase(id));
          else if (what.kind === 'get') expect(await own.customers.get(id)).toEqual(await plain.customers.get(id));
          else {
            const call: Call = { kind: what.kind, number, day: number, customers };
            expect(await put(own, call)).toEqual([...(await plain.customers.putScores(scoresOf(call, engine)))]);
          }
          expect(faultsOf(own)).toEqual([]);
        }
        const expected = await seen(plain.customers, most);
        for (const { customers } of both)
          expect(firstDifference(await seen(customers, most), expected)).toBeUndefined();
      }),
      { numRuns: 25, endOnFailure: true }, // a run takes half a second: too long to look for a shorter one
    );
  }, 300_000);

  it('come into the index a part at a time, and all of them', async () => {
    const records = open(undefined, { mostNewKeys: 512, indexedAtOnce: 100 });
    const indexed = (): number => Number(records.database.get('SELECT count(*) AS n FROM customer_keys')?.n);
    const counts: number[] = [];
    for (let n = 0; n < 12; n++) {
      await put(records, { kind: 'drop', number: 1, day: 1, customers: shuffled(rowsPerCall, 7, n * rowsPerCall) });
      counts.push(indexed());
    }
    expect(counts[0]).toBe(0);
    const steps = counts.slice(1).map((count, n) => count - counts[n]!);
    expect(Math.max(...steps)).toBeLessThan(rowsPerCall);
    expect(counts.at(-1)).toBeGreaterThan(512);
    expect(faultsOf(records)).toEqual([]);
  });

  it('come into a large index in parts of an eighth of it, up to a limit', async () => {
    const records = open(undefined, { leastNewKeys: 2 * groupSize, mostNewKeys: 8 * groupSize, indexedAtOnce: 1e6 });
    const indexed = (): number => Number(records.database.get('SELECT count(*) AS n FROM customer_keys')?.n);
    const batches: [before: number, added: number][] = [];
    for (let n = 0; n < 160; n++) {
      const before = indexed();
      await put(records, { kind: 'drop', number: 1, day: 1, customers: shuffled(groupSize, 7, n * groupSize) });
      if (indexed() > before) batches.push([before, indexed() - before]);
    }
    // A call brings a group, so that a batch may have as many more.
    for (const [before, added] of batches) {
      const least = Math.min(Math.max(2 * groupSize, before / 8), 8 * groupSize);
      expect(added).toBeGreaterThanOrEqual(least);
      expect(added).toBeLessThan(least + groupSize);
    }
    expect(batches.at(-1)?.[1]).toBe(8 * groupSize);
    expect(faultsOf(records)).toEqual([]);
  });

  it('do not come into the index once another process has erased them', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const [writer, eraser] = [open(file), open(file)];
    await put(writer, { kind: 'drop', number: 1, day: 1, customers: shuffled(2 * rowsPerCall, 1) });
    const indexed = new Set(writer.database.all('SELECT customer_id FROM customer_keys').map((row) => row.customer_id));
    const waiting = shuffled(2 * rowsPerCall, 1)
      .map((n) => `c${n}`)
      .filter((id) => !indexed.has(id));
    expect(indexed.size).toBeGreaterThan(0);
    for (const id of [waiting[0]!, waiting.at(-1)!]) expect(await eraser.customers.erase(id)).toBe(true);
    await put(writer, { kind: 'drop', number: 2, day: 2, customers: shuffled(10 * rowsPerCall, 1, 2 * rowsPerCall) });
    expect(faultsOf(writer)).toEqual([]);
    expect(await writer.customers.get(waiting[0]!)).toBeUndefined();
    expect(await writer.customers.get(waiting[1]!)).toBeDefined();
  });

  it.each([
    ['not at all', 1e9],
    ['a part of them', 512],
  ])('are found after they have moved on, indexed %s', async (_, mostNewKeys) => {
    const records = open(undefined, { mostNewKeys, indexedAtOnce: 40 });
    const count = 3 * rowsPerCall;
    for (const [index, by] of [1, 7, 125, 1].entries()) {
      await put(records, { kind: 'drop', number: index + 1, day: index + 1, customers: shuffled(count, by) });
      expect(faultsOf(records)).toEqual([]);
    }
    const totals = await records.customers.tierTotals();
    expect(totals.high.customers + totals.medium.customers + totals.low.customers).toBe(count);
  });

  it('are each on a list of equal figures once, in the order of their ids', async () => {
    const records = open(undefined, { mostNewKeys: 1_024, indexedAtOnce: 300 });
    const count = 18_000;
    const ids = shuffled(count, 7).map((n) =>
      n % 50 === 0 ? `\u{1f600}${n}` : n % 50 === 1 ? `\uffee\0${n}` : `c${n}`,
    );
    const call: Call = { kind: 'drop', number: 1, day: 1, customers: shuffled(count, 7) };
    const scores = scoresOf(call, engine).map((score, row) => ({ ...score, customerId: ids[row]! }));
    for (let at = 0; at < count; at += 500) await asRows(records.customers, scores.slice(at, at + 500), call, sheet);
    const idsOf = async (query: Pick<CustomerQuery, 'tier' | 'segments' | 'limit'>): Promise<string[]> => {
      const listed: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await records.customers.list({ ...query, sort: 'movement', cursor });
        listed.push(...page.items.map(({ customerId }) => customerId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return listed;
    };
    const inOrder = (of: typeof scores): string[] =>
      of
        .map(({ customerId }) => customerId)
        .toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    const [tier, plan] = ['low', 'basic'] as const;
    const ofTier = scores.filter((score) => score.tier === tier);
    const ofPlan = scores.filter(({ features }) => features.plan === plan);
    expect(Math.min(ofTier.length, ofPlan.length)).toBeGreaterThan(2_000);
    for (const limit of [400, 2_500]) {
      expect(await idsOf({ segments: {}, limit })).toEqual(inOrder(scores));
      expect(await idsOf({ tier, segments: {}, limit })).toEqual(inOrder(ofTier));
      expect(await idsOf({ segments: { plan }, limit })).toEqual(inOrder(ofPlan));
    }
    expect(faultsOf(records)).toEqual([]);
  }, 60_000);
});

describe('hints of keys', () => {
  it('hold every key of a hash, and the right one is found', () => {
    const pair = fc.tuple(fc.constantFrom(0, 1, 2, 1023, 0xffffffff, hashOf('a')), fc.nat(5_000));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 3_000 }), (pairs) => {
        const [hints, others] = [new KeyHints(), new KeyHints()];
        for (const [n, [hash, key]] of pairs.entries()) (n % 2 ? hints : others).add(hash, key);
        hints.addAll(others);
        expect(hints.size).toBe(new Set(pairs.map(([hash, key]) => `${hash} ${key}`)).size);
        for (const [hash, key] of pairs) expect(hints.find(hash, (found) => found === key)).toBe(key);
        expect(hints.find(0, (found) => found === -2)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('have hashes that differ between texts that differ a little', () => {
    const hashes = new Set(Array.from({ length: 100_000 }, (_, n) => hashOf(`customer-${n}`)));
    expect(hashes.size).toBeGreaterThan(99_990);
  });
});

describe('the ids of customers who may be known', () => {
  it('are all that were added, and few others', () => {
    const ids = new KnownIds();
    expect(ids.mayHave(hashOf('c0'))).toBe(false);
    const count = 1_500_000; // more than one layer holds
    for (let n = 0; n < count; n++) ids.add(hashOf(`c${n}`));
    let [lost, wrong] = [0, 0];
    for (let n = 0; n < count; n++) {
      if (!ids.mayHave(hashOf(`c${n}`))) lost += 1;
      if (ids.mayHave(hashOf(`d${n}`))) wrong += 1;
    }
    expect(lost).toBe(0);
    expect(wrong / count).toBeLessThan(0.03);
  });
});
