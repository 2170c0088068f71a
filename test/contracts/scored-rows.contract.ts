import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CustomerRecords } from '../../core/ports.ts';
import { createCompactor } from '../../core/scoring/compact-score.ts';
import type { CustomerQuery, RecordedScore } from '../../core/scoring/customer-record.ts';
import type { Engine } from '../../core/scoring/engine.ts';
import { rowsOfScores } from '../../core/scoring/rows-of-scores.ts';
import { tiers } from '../../core/scoring/score.ts';
import { dropScoreId } from '../../core/scoring/score-id.ts';
import { type ScoringSheet, sheetOf } from '../../core/scoring/scoring-sheet.ts';
import { testEngine } from '../support/bundle.ts';
import { randomValues, seeded } from '../support/profile.ts';

export const modelVersion = '20261101T000000Z-0a1b2c3d';
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

/** Rows of a file, or customers of a request, that are put in one call. */
export interface Call {
  readonly kind: 'drop' | 'request';
  /** Rows of the same drop have the same ids whenever they come. */
  readonly number: number;
  readonly day: number;
  /** Line by line; customers may come twice. */
  readonly customers: readonly number[];
}

/** What the engine says of the customers of a call; the same call says the same. */
export function scoresOf(call: Call, engine: Engine): RecordedScore[] {
  return call.customers.map((customer, line) => {
    const random = seeded(1 + call.number * 1_000 + customer);
    const values = { ...randomValues(random), ...(random() < 0.2 ? { plan: `odd ${customer}` } : {}) };
    const monthlyValueMinor = random() < 0.3 ? null : Math.floor(random() * 5_000);
    const [score] = engine.score([{ customerId: `c${customer}`, values, monthlyValueMinor }]);
    if (!score) throw new Error('one customer in gave no score');
    const isDrop = call.kind === 'drop';
    return {
      ...score,
      scoreId: isDrop ? dropScoreId(`d${call.number}`, line + 2) : `s${call.number}-${customer}-${line}`,
      scoredAt: day(call.day),
      modelVersion,
      dropId: isDrop ? `d${call.number}` : null,
      features: values,
      monthlyValueMinor,
    };
  });
}

/** Puts a call's scores one by one. */
const oneByOne = (records: CustomerRecords, scores: readonly RecordedScore[]) => records.putScores(scores);

/** Puts what a drop says as columns. */
export async function asRows(
  records: CustomerRecords,
  scores: readonly RecordedScore[],
  call: Call,
  sheet: ScoringSheet,
) {
  if (call.kind === 'request' || scores.length === 0) return records.putScores(scores);
  const { compact } = createCompactor(sheet);
  const rows = scores.map((score) => {
    const figures = compact(score);
    if (!figures) throw new Error(`the sheet does not give back ${JSON.stringify(score)}`);
    return { ...figures, customerId: score.customerId };
  });
  const before = await records.putScoredRows(rowsOfScores(rows, sheet));
  await records.flush(); // changes nothing that can be seen
  return Array.from(before, (place) => tiers[place] ?? null);
}

/** All that can be seen from outside, with the words of every reason. */
export async function seen(records: CustomerRecords, customers: number): Promise<string[]> {
  const lines = [JSON.stringify(await records.tierTotals())];
  const ids = Array.from({ length: customers }, (_, n) => `c${n}`);
  for (const record of await records.getMany(ids)) lines.push(JSON.stringify(record));
  const queries: Partial<CustomerQuery>[] = [
    { sort: 'valueAtRisk' },
    { sort: 'probability', tier: 'high' },
    { sort: 'movement' },
    { sort: 'movement', segments: { plan: 'basic' } },
    { sort: 'valueAtRisk', segments: { plan: '', fee: '12' } },
  ];
  for (const query of queries) {
    let cursor: string | undefined;
    do {
      const page = await records.list({ segments: {}, sort: 'valueAtRisk', limit: 30, ...query, cursor });
      lines.push(...page.items.map((item) => JSON.stringify(item)));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return lines;
}

/** The first line in which two tellings differ; jest takes minutes for long texts. */
export function firstDifference(a: readonly string[], b: readonly string[]): string | undefined {
  const at = a.findIndex((line, index) => line !== b[index]);
  return at < 0 && a.length === b.length ? undefined : `${a[at]}\n${b[at]}`;
}

function drop(number: number, customers: readonly number[], at = number): Call {
  return { kind: 'drop', number, day: at, customers };
}

/**
 * Rows that are put as columns leave what the same scores leave one by one, with a sheet or without.
 *
 * @param open - gives empty records
 * @param effort - how many customers and how often
 */
export function scoredRowsContract(
  open: () => Promise<CustomerRecords>,
  { customers, numRuns }: { customers: number; numRuns: number },
): void {
  const compare = async (calls: readonly Call[]): Promise<void> => {
    const engine = await testEngine();
    const sheet = sheetOf(engine, modelVersion);
    const [plain, compact, bulk] = [await open(), await open(), await open()];
    await compact.keepSheet(sheet);
    for (const call of calls) {
      const scores = scoresOf(call, engine);
      const before = await oneByOne(plain, scores);
      expect(await oneByOne(compact, scores)).toEqual(before);
      expect(await asRows(bulk, scores, call, sheet)).toEqual(before);
    }
    const expected = await seen(plain, customers);
    expect(firstDifference(await seen(compact, customers), expected)).toBeUndefined();
    expect(firstDifference(await seen(bulk, customers), expected)).toBeUndefined();
  };
  const everyone = Array.from({ length: customers }, (_, n) => n);

  describe('rows that are put as columns', () => {
    it('leave what scores one by one leave, run after run', async () => {
      await compare([drop(1, everyone), drop(2, everyone), drop(3, everyone.toReversed()), drop(4, everyone)]);
    });

    it('leave the customers alone of whom they say nothing', async () => {
      const most = everyone.filter((n) => n % 7 !== 3);
      const few = everyone.filter((n) => n % 7 === 3);
      await compare([drop(1, everyone), drop(2, most), drop(3, few), drop(4, everyone)]);
    });

    it('change nothing when they come again, at the same moment or later', async () => {
      await compare([drop(1, everyone), drop(2, everyone), drop(1, everyone, 5), drop(2, everyone)]);
    });

    it('join the history where they are older', async () => {
      await compare([drop(5, everyone), drop(1, everyone.slice(3)), drop(6, everyone)]);
    });

    it('mix with scores of requests', async () => {
      const some = everyone.filter((n) => n % 3 === 0);
      const request = (number: number): Call => ({ kind: 'request', number, day: number, customers: some });
      await compare([request(1), drop(2, everyone), request(3), drop(4, everyone), request(5)]);
    });

    it('may speak of a customer twice', async () => {
      await compare([drop(1, [0, 1, 0, 2, 2, 2]), drop(2, [2, 1, 0, 0, 3, 3])]);
      await compare([drop(1, [1]), drop(2, [0, 0, 1, 0, 1, 0])]); // one known customer among new ones, twice
    });

    it('leave the same in any order, of any customers, however often', async () => {
      const call = fc.record({
        kind: fc.constantFrom('drop' as const, 'drop' as const, 'request' as const),
        number: fc.nat(3),
        day: fc.nat(4),
        customers: fc.array(fc.nat(Math.min(customers - 1, 11)), { maxLength: 14 }),
      });
      await fc.assert(fc.asyncProperty(fc.array(call, { maxLength: 6 }), compare), { numRuns });
    });
  });
}
