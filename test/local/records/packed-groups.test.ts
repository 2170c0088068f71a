import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { createCompactor } from '../../../core/scoring/compact-score.ts';
import { rowsOfScores } from '../../../core/scoring/rows-of-scores.ts';
import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import { sheetOf } from '../../../core/scoring/scoring-sheet.ts';
import { SqliteCustomerRecords } from '../../../local/records/customer-records.sqlite.ts';
import { Database } from '../../../local/records/database.ts';
import { groupSize } from '../../../local/records/groups/group.ts';
import { GroupScores } from '../../../local/records/groups/group-scores.ts';
import { packedBody, packGroups } from '../../../local/records/groups/packed-groups.ts';
import { modelVersion, scoresOf } from '../../contracts/scored-rows.contract.ts';
import { testEngine } from '../../support/bundle.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const engine = await testEngine();
const sheet = sheetOf(engine, modelVersion);
const { compact } = createCompactor(sheet);
const opened: Database[] = [];

afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

function open(): { readonly database: Database; readonly customers: SqliteCustomerRecords } {
  const database = new Database(join(temporaryFolder(), 'records.sqlite'));
  opened.push(database);
  return { database, customers: new SqliteCustomerRecords(database) };
}

/** What a drop says of some customers. */
function rowsOf(number: number, customers: readonly number[]): ScoredRows {
  const scores = scoresOf({ kind: 'drop', number, day: number, customers }, engine);
  return rowsOfScores(
    scores.map((score) => ({ ...compact(score)!, customerId: score.customerId })),
    sheet,
  );
}

const Kept = z.array(z.object({ body: z.instanceof(Uint8Array) }));
const bodiesIn = (database: Database): Uint8Array[] =>
  Kept.parse(database.all('SELECT body FROM group_scores ORDER BY customer_group')).map(({ body }) => body);

const run = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => from + n);

describe('groups that another thread has packed', () => {
  it('are recorded as they are, for new customers and for known ones in their order', async () => {
    const { database, customers } = open();
    for (const [number, count] of [2 * groupSize + 37, 2 * groupSize + 37].entries()) {
      const rows = rowsOf(number + 1, run(count));
      const packed = packGroups(rows);
      await customers.putScoredRows(rows, packed);
      const bodies = Array.from(packed.ends, (end, group) => packed.bytes.slice(packed.ends[group - 1] ?? 0, end));
      expect(bodies).toHaveLength(3);
      expect(bodiesIn(database)).toEqual(bodies);
    }
  });

  it('leave what the rows alone leave, whoever comes in which order', async () => {
    const most = 500;
    const range = fc.record({
      from: fc.nat(most - 1),
      count: fc.integer({ min: 1, max: most }),
      by: fc.constantFrom(1, 1, 1, 7, 13),
      twice: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 5 }), async (drops) => {
        const [alone, packed] = [open(), open()];
        for (const [index, { from, count, by, twice }] of drops.entries()) {
          const customers = run(count).map((n) => (from + n * by) % most);
          const rows = rowsOf(index + 1, twice ? [...customers, ...customers.slice(-5)] : customers);
          const before = await alone.customers.putScoredRows(rows);
          expect(await packed.customers.putScoredRows(rows, packGroups(rows))).toEqual(before);
        }
        for (const table of ['group_scores', 'group_histories', 'group_ids', 'customer_groups', 'single_customers']) {
          const all = `SELECT * FROM ${table} ORDER BY 1`;
          expect(packed.database.all(all)).toEqual(alone.database.all(all));
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 120_000);

  it('are not taken for other rows', () => {
    const packed = packGroups(rowsOf(1, run(groupSize + 10)));
    const slots = run(10);
    const body = (places: readonly number[], at = slots): Uint8Array | undefined =>
      packedBody(packed, at, Int32Array.from(places), groupSize + 10);
    const last = run(10, groupSize);
    expect(body(last)).toBeDefined();
    expect(body(run(10))).toBeUndefined(); // of a longer run
    expect(body(run(9, groupSize), run(9))).toBeUndefined();
    expect(body(last.toReversed())).toBeUndefined();
    expect(body(last, run(10, 1))).toBeUndefined(); // in other slots
    expect(body(run(10, groupSize - 5))).toBeUndefined();
  });
});

/** Of the first group. */
function bodyOf(rows: ScoredRows): Uint8Array {
  const { bytes, ends } = packGroups(rows);
  return bytes.slice(0, ends[0]);
}

describe('contributions of a group', () => {
  const rows = rowsOf(1, run(40));
  const width = rows.contributions.length / rows.count;

  it.each([
    ['that half the bytes hold exactly', (x: number) => Math.fround(x)],
    [
      'of which one needs all bytes',
      (x: number, place: number) => (place === 7 ? Math.fround(x) + 1e-12 : Math.fround(x)),
    ],
  ])('%s are read as they were', (_, change) => {
    const contributions = rows.contributions.map(change);
    const scores = new GroupScores(bodyOf({ ...rows, contributions }));
    for (let row = 0; row < rows.count; row++) {
      const own = Array.from(contributions.subarray(row * width, (row + 1) * width));
      expect(scores.at(row)).toMatchObject({
        contributions: own,
        probability: rows.probability[row],
        id: `d1.${rows.lines[row]}`,
      });
    }
    const warned = Array.from({ length: rows.count }, (__, row) => scores.at(row)!.warnings.length);
    expect(warned.reduce((sum, count) => sum + count, 0)).toBe(rows.warnings.rows.length);
  });

  it('take half the bytes where they can', () => {
    const singles = bodyOf({ ...rows, contributions: rows.contributions.map(Math.fround) });
    const doubles = bodyOf({ ...rows, contributions: rows.contributions.map((x) => Math.fround(x) + 1e-12) });
    expect(doubles.length - singles.length).toBe(4 * rows.contributions.length);
  });
});
