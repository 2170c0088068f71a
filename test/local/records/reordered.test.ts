import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { RecordedScore } from '../../../core/scoring/customer-record.ts';
import { sheetOf } from '../../../core/scoring/scoring-sheet.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
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

const opened: OpenRecords[] = [];

function open(file = join(temporaryFolder(), 'records.sqlite')): OpenRecords {
  const records = openRecords(file);
  opened.push(records);
  return records;
}

afterEach(() => {
  for (const records of opened.splice(0)) records.close();
});

const count = 1_152;
/** Rows of a call; fewer than half of a group's customers are in each where neighbours are far apart. */
const rowsPerCall = 384;
const stride = (by: number): number[] => Array.from({ length: count }, (_, n) => (n * by) % count);
const [known, another, third] = [stride(1), stride(7), stride(125)];
const drop = (number: number, customers: readonly number[]): Call => ({ kind: 'drop', number, day: number, customers });

async function put(records: OpenRecords, call: Call, most = Number.POSITIVE_INFINITY): Promise<unknown[]> {
  const engine = await testEngine();
  const sheet = sheetOf(engine, modelVersion);
  const scores = scoresOf(call, engine);
  const before: unknown[] = [];
  for (let at = 0; at < Math.min(scores.length, most); at += rowsPerCall) {
    before.push(...(await asRows(records.customers, scores.slice(at, at + rowsPerCall), call, sheet)));
  }
  return before;
}

async function putPlain(records: OpenRecords, call: Call): Promise<unknown[]> {
  const scores: readonly RecordedScore[] = scoresOf(call, await testEngine());
  return [...(await records.customers.putScores(scores))];
}

const number = (file: string, sql: string): number => {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare(sql).get();
  database.close();
  return Number(row?.n);
};

describe('a drop in another order', () => {
  it('leaves what scores one by one leave, also for a process that has listed before', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const [bulk, plain] = [open(file), open()];
    const reader = open(file);
    const some: Call = { kind: 'request', number: 9, day: 2, customers: stride(5).slice(0, 60) };
    const twice = [...another, 5, 6, 5];
    for (const call of [drop(1, known), some, drop(3, twice), drop(4, another), drop(5, third), drop(6, known)]) {
      expect(await put(bulk, call)).toEqual(await putPlain(plain, call));
      await reader.customers.list({ segments: {}, sort: 'movement', limit: 5 });
      if (call.number % 3 !== 0) continue;
      const expected = await seen(plain.customers, count);
      expect(firstDifference(await seen(reader.customers, count), expected)).toBeUndefined();
    }
  }, 120_000);

  it('leaves the same when it comes once more after it was stopped, and when parts of it are absent', async () => {
    const [bulk, plain] = [open(), open()];
    await put(bulk, drop(1, known));
    await put(bulk, drop(2, another), 2 * rowsPerCall);
    await put(bulk, drop(2, another));
    const half = third.filter((n) => n % 3 !== 0);
    for (const call of [drop(3, half), drop(4, known)]) await put(bulk, call);
    for (const call of [drop(1, known), drop(2, another), drop(3, half), drop(4, known)]) await putPlain(plain, call);
    expect(firstDifference(await seen(bulk.customers, count), await seen(plain.customers, count))).toBeUndefined();
  }, 120_000);

  it('becomes the order of the records: groups left are emptied, nobody has a row of their own', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const records = open(file);
    await put(records, drop(1, known));
    await put(records, drop(2, another));
    expect(number(file, 'SELECT count(*) AS n FROM single_customers')).toBe(0);
    expect(number(file, 'SELECT count(*) AS n FROM vacancies')).toBe(0);
    expect(number(file, 'SELECT count(*) AS n FROM group_scores')).toBe(count / 128);
    const last = number(file, 'SELECT max(customer_key) AS n FROM customer_keys');
    await put(records, drop(3, another));
    expect(number(file, 'SELECT max(customer_key) AS n FROM customer_keys')).toBe(last);
    expect(number(file, 'SELECT count(*) AS n FROM single_customers')).toBe(0);
  }, 60_000);

  it('leaves no byte of a customer who is erased half-way, and all others as they are', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const records = open(file);
    await put(records, drop(1, known));
    await put(records, drop(2, another), rowsPerCall);
    expect(number(file, 'SELECT count(*) AS n FROM vacancies')).toBeGreaterThan(0);
    const ids = known.map((n) => `c${n}`);
    const before = (await records.customers.getMany(ids)).map((record) => JSON.stringify(record));
    const odd = another.slice(0, rowsPerCall).find((n) => before[n]?.includes(`"odd ${n}"`)) ?? -1;
    expect(await records.customers.erase(`c${odd}`)).toBe(true);
    const after = (await records.customers.getMany(ids)).map((record) => JSON.stringify(record));
    expect(known.filter((n) => n !== odd && after[n] !== before[n])).toEqual([]);
    const folder = dirname(file);
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))).toString('latin1');
    expect(bytes.includes(`"odd ${odd}"`)).toBe(false);
    expect(bytes.includes(`"c${odd}"`)).toBe(false);
    await put(
      records,
      drop(
        2,
        another.filter((n) => n !== odd),
      ),
    );
    expect((await records.customers.tierTotals()).low.customers).toBeGreaterThan(0);
  }, 60_000);
});
