import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withScore } from '../../../core/scoring/customer-history.ts';
import { type CustomerRecord, historyLength, type RecordedScore } from '../../../core/scoring/customer-record.ts';
import { sheetOf } from '../../../core/scoring/scoring-sheet.ts';
import { compareIds } from '../../../local/records/groups/first-by-id.ts';
import { columnBytes, readValue, widthOf, widths, writeColumn } from '../../../local/records/groups/number-column.ts';
import { numberSignature, signatureOf, wantedSignatures } from '../../../local/records/groups/signature.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { aScore } from '../../contracts/examples.ts';
import { asRows, type Call, modelVersion, scoresOf } from '../../contracts/scored-rows.contract.ts';
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

const everyone = Array.from({ length: 300 }, (_, n) => n);
const drop = (number: number): Call => ({ kind: 'drop', number, day: number, customers: everyone });

/** Records after some drops of all customers, and what the engine said in the last. */
async function afterDrops(records: OpenRecords, count: number): Promise<readonly RecordedScore[]> {
  const engine = await testEngine();
  const sheet = sheetOf(engine, modelVersion);
  let last: readonly RecordedScore[] = [];
  for (let n = 1; n <= count; n++) {
    last = scoresOf(drop(n), engine);
    await asRows(records.customers, last, drop(n), sheet);
  }
  return last;
}

const textOf = (record: CustomerRecord | undefined): string => JSON.stringify(record);

describe('customers of a group', () => {
  it('stay as they are when a neighbour is erased, of whom no byte is left', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const records = open(file);
    await afterDrops(records, 3);
    const ids = everyone.map((n) => `c${n}`);
    const before = (await records.customers.getMany(ids)).map(textOf);
    const odd = before.findIndex((text) => text.includes('"odd ')); // a category that nobody else has
    const gone = `c${odd}`;
    const totals = await records.customers.tierTotals();
    expect(await records.customers.erase(gone)).toBe(true);
    const after = (await records.customers.getMany(ids)).map(textOf);
    expect(after.filter((text, n) => n !== odd && text !== before[n])).toEqual([]);
    expect(await records.customers.get(gone)).toBeUndefined();
    const folder = dirname(file);
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))).toString('latin1');
    expect(bytes.includes(`odd ${odd}"`)).toBe(false);
    expect(bytes.includes(`"${gone}"`)).toBe(false);
    const left = await records.customers.tierTotals();
    const customersOf = (of: typeof totals) => of.high.customers + of.medium.customers + of.low.customers;
    expect(customersOf(left)).toBe(customersOf(totals) - 1);
    await afterDrops(records, 1); // the id comes again, as a new customer
    expect((await records.customers.get(gone))?.history).toHaveLength(1);
  });

  it('keep the last scores of a full history', async () => {
    const records = open();
    await afterDrops(records, historyLength + 2);
    const history = (await records.customers.get('c7'))?.history.map(({ scoreId }) => scoreId);
    expect(history).toEqual(Array.from({ length: historyLength }, (_, n) => `d${historyLength + 2 - n}.9`));
  }, 60_000);

  it('are kept compactly, however often they come', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const records = open(file);
    await afterDrops(records, 2);
    records.close();
    const database = new DatabaseSync(file);
    const sizes = database.prepare('SELECT sum(length(body)) AS bytes FROM group_scores').get();
    const singles = database.prepare('SELECT count(*) AS rows FROM single_customers').get();
    database.close();
    expect(Number(sizes?.bytes) / everyone.length).toBeLessThan(150); // 4 contributions, 5 values
    expect(singles?.rows).toBe(0);
  });

  it('are seen by another process that has listed them before', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const [writer, reader] = [open(file), open(file)];
    const list = { segments: {}, sort: 'probability' as const, limit: 1 };
    expect((await reader.customers.list(list)).items).toEqual([]);
    const scores = await afterDrops(writer, 1);
    const [first] = (await reader.customers.list(list)).items;
    expect(first?.probability).toBe(Math.max(...scores.map(({ probability }) => probability)));
    await writer.customers.putScores([aScore({ customerId: 'top', probability: 1 })]);
    expect((await reader.customers.list(list)).items[0]?.customerId).toBe('top');
    expect((await reader.customers.list({ ...list, segments: { support_tickets: '4' } })).items).toHaveLength(1);
  });
});

/** As that version wrote customers. */
function writeOld(file: string, scores: readonly RecordedScore[]): void {
  const fresh = openRecords(file);
  fresh.close();
  const database = new DatabaseSync(file);
  for (const table of ['scoring_sheets', 'scorings', 'segment_features', 'customer_keys', 'customer_changes']) {
    database.exec(`DROP TABLE ${table}`);
  }
  for (const table of [
    'customer_groups',
    'group_ids',
    'group_scores',
    'group_histories',
    'single_customers',
    'vacancies',
  ]) {
    database.exec(`DROP TABLE ${table}`);
  }
  database.exec(`
    DELETE FROM schema_version WHERE version > 3;
    CREATE TABLE customers (
      customer_key INTEGER PRIMARY KEY,
      customer_id TEXT NOT NULL UNIQUE,
      tier TEXT NOT NULL CHECK (tier IN ('high', 'medium', 'low')),
      value_at_risk INTEGER NOT NULL,
      probability REAL NOT NULL,
      movement REAL NOT NULL,
      features TEXT NOT NULL,
      history TEXT NOT NULL,
      latest TEXT NOT NULL
    ) STRICT;
    CREATE INDEX customers_by_value ON customers (tier, value_at_risk DESC, customer_id);
  `);
  const insert = database.prepare('INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const [n, score] of scores.entries()) {
    const amount = score.valueAtRisk?.amountMinor ?? Number.MIN_SAFE_INTEGER;
    const history = JSON.stringify(withScore([], score));
    const rest = [JSON.stringify(score.features), history, JSON.stringify(score)] as const;
    insert.run(1 + n * 3, score.customerId, score.tier, BigInt(amount), score.probability, 0, ...rest);
    const total = database.prepare('UPDATE tier_totals SET customers = customers + 1 WHERE tier = ?');
    total.run(score.tier);
  }
  database.close();
}

describe('a file of schema 3', () => {
  it('is brought to the newest schema: customers, lists and segments as they were', async () => {
    const file = join(temporaryFolder(), 'records.sqlite');
    const scores = Array.from({ length: 400 }, (_, n) =>
      aScore({
        customerId: `c${n}`,
        probability: ((n * 37) % 400) / 400,
        valueAtRisk: n % 5 === 0 ? null : { amountMinor: n, currency: 'USD' },
        features: { plan: n % 100 === 7 ? 'gold' : 'basic', age: n, ...(n > 200 ? { late: 1 } : {}) },
      }),
    );
    writeOld(file, scores);
    const records = open(file);
    const found = await records.customers.getMany(scores.map(({ customerId }) => customerId));
    expect(found.map((record) => record?.latest)).toEqual(scores);
    const gold = { segments: { plan: 'gold' }, sort: 'valueAtRisk' as const, limit: 10 };
    const ids = (await records.customers.list(gold)).items.map(({ customerId }) => customerId);
    expect(ids).toEqual(['c307', 'c207', 'c107', 'c7']);
    const late = { segments: { late: '', age: '150' }, sort: 'probability' as const, limit: 10 };
    expect((await records.customers.list(late)).items.map(({ customerId }) => customerId)).toEqual(['c150']);
    await records.customers.putScores([aScore({ customerId: 'c3', scoredAt: '2026-12-01T00:00:00Z', tier: 'low' })]);
    expect((await records.customers.get('c3'))?.history).toHaveLength(2);
    expect((await records.customers.tierTotals()).low.customers).toBe(1);
  });
});

const views = (buffer: ArrayBuffer) => ({
  bytes: new Int8Array(buffer),
  shorts: new Int16Array(buffer),
  longs: new Int32Array(buffer),
  singles: new Float32Array(buffer),
  doubles: new Float64Array(buffer),
});

describe('a column of numbers', () => {
  it.each([
    ['byte', [1, -127, 127, Number.NaN]],
    ['short', [1, 128, -32_767]],
    ['shortCents', [14.99, 80.3, -0.01]],
    ['long', [2_147_483_000, -5]],
    ['longCents', [20_000.01, 3]],
    ['single', [Math.fround(0.1), Number.NaN, 2 ** 40]],
    ['double', [0.1 + 0.2, 1]],
  ] as const)('is as narrow as it can be (%s)', (width, values) => {
    expect(widthOf(Float64Array.from(values), values.length)).toBe(widths[width]);
  });

  it('gives back what was put in', () => {
    const number = fc.oneof(
      fc.double({ noNaN: false }),
      fc.integer(),
      fc.integer({ min: -130, max: 130 }),
      fc.integer({ min: -40_000, max: 40_000 }).map((n) => n / 100),
      fc.float({ noNaN: true }),
    );
    const kinds = fc.oneof(fc.array(number, { maxLength: 20 }), fc.array(fc.integer({ min: -9, max: 9 })));
    fc.assert(
      fc.property(kinds, (numbers) => {
        const values = Float64Array.from(numbers);
        const width = widthOf(values, values.length);
        const buffer = new ArrayBuffer(8 + Math.ceil(columnBytes(width, values.length) / 8) * 8);
        writeColumn(views(buffer), 8, width, values, values.length);
        const view = new DataView(buffer);
        const read = Array.from(values.keys(), (index) => readValue(view, 8, width, index) + 0);
        expect(read).toEqual(Array.from(values, (value) => value + 0)); // −0 comes back as 0
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('signatures', () => {
  it('are found by whatever a value may be asked for as', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ minLength: 1 })),
        (value) => {
          expect(wantedSignatures(`${value}`)).toContain(signatureOf(value));
          expect(signatureOf(value)).toBeGreaterThan(0);
          expect(signatureOf(value)).toBeLessThan(0x1_0000);
        },
      ),
    );
    expect(wantedSignatures('40.0')).toContain(numberSignature(40));
    expect(wantedSignatures('')).toEqual([signatureOf(null)]);
    expect(numberSignature(-0)).toBe(numberSignature(0));
  });

  it('are spread: few of many values share one', () => {
    const whole = new Set(Array.from({ length: 1_000 }, (_, n) => numberSignature(n)));
    const texts = new Set(Array.from({ length: 1_000 }, (_, n) => signatureOf(`value ${n}`)));
    expect(whole.size).toBeGreaterThan(980);
    expect(texts.size).toBeGreaterThan(980);
  });
});

describe('the order of ids', () => {
  it('is that of their bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareIds(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(compareIds('\u{1f600}', '\uffee')).toBe(1); // as UTF-16 it would come first
  });
});
