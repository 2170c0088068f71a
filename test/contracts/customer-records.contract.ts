import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CustomerRecords } from '../../core/ports.ts';
import { type CustomerQuery, historyLength, type RecordedScore } from '../../core/scoring/customer-record.ts';
import { tiers } from '../../core/scoring/score.ts';
import { withCode } from '../support/with-code.ts';
import { anEntry, aScore } from './examples.ts';

const all: CustomerQuery = { segments: {}, sort: 'valueAtRisk', limit: 200 };
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

const money = (amountMinor: number): unknown => ({ amountMinor, currency: 'USD' });

/** Walks a list to its end. */
async function walk(records: CustomerRecords, query: CustomerQuery, between?: () => Promise<void>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.list({ ...query, cursor });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    ids.push(...page.items.map(({ customerId }) => customerId));
    cursor = page.cursor;
    if (cursor !== undefined) await between?.();
  } while (cursor !== undefined);
  return ids;
}

/**
 * What every adapter of {@link CustomerRecords} does.
 *
 * @param open - gives empty records
 */
export function customerRecordsContract(open: () => Promise<CustomerRecords>): void {
  async function recordAfter(scores: readonly RecordedScore[]): Promise<unknown> {
    const records = await open();
    for (const score of scores) await records.putScores([score]);
    return records.get('c1');
  }

  describe('a score that is put', () => {
    it('comes back as it was, with its history', async () => {
      const records = await open();
      const score = aScore({ customerId: 'c/1 é🙂' });
      await records.putScores([score]);
      const { scoreId, scoredAt, modelVersion, probability, tier } = score;
      expect(await records.get('c/1 é🙂')).toEqual({
        customerId: 'c/1 é🙂',
        latest: score,
        history: [{ scoreId, scoredAt, modelVersion, probability, tier }],
      });
    });

    it('is unknown before', async () => {
      const records = await open();
      expect(await records.get('nobody')).toBeUndefined();
      expect(await records.export('nobody')).toBeUndefined();
      expect(await records.erase('nobody')).toBe(false);
    });

    it('changes nothing the second time', async () => {
      const records = await open();
      const score = aScore({ customerId: 'c1' });
      await records.putScores([score, score]);
      await records.putScores([{ ...score, features: { plan: 'premium' } }]);
      expect((await records.get('c1'))?.latest).toEqual(score);
      expect((await records.get('c1'))?.history).toHaveLength(1);
      expect((await records.tierTotals()).medium).toEqual({ customers: 1, valueAtRiskMinor: 12_345 });
    });

    it('only joins the history where it is older than the newest', async () => {
      const records = await open();
      const newest = aScore({ customerId: 'c1', scoredAt: day(5), probability: 0.5 });
      const oldest = aScore({ customerId: 'c1', scoredAt: day(1), probability: 0.1 });
      const between = aScore({ customerId: 'c1', scoredAt: '2026-01-05T00:00:00Z', probability: 0.3 });
      await records.putScores([newest, oldest]);
      await records.putScores([between]);
      const record = await records.get('c1');
      expect(record?.latest).toEqual(newest);
      expect(record?.history.map(({ probability }) => probability)).toEqual([0.5, 0.3, 0.1]);
      expect((await records.list(all)).items[0]?.movement).toBeCloseTo(0.2, 12); // 0.5 − 0.3
    });

    it('pushes the oldest out of a full history', async () => {
      const records = await open();
      const scores = Array.from({ length: historyLength + 4 }, (_, n) =>
        aScore({ customerId: 'c1', scoredAt: day(n) }),
      );
      await records.putScores(scores);
      const history = (await records.get('c1'))?.history ?? [];
      expect(history).toHaveLength(historyLength);
      expect(history[0]?.scoredAt).toBe(day(historyLength + 3));
      expect(history.at(-1)?.scoredAt).toBe(day(4));
    });

    it('ends in the same record in whatever order scores arrive, and however often', async () => {
      const scores = Array.from({ length: 6 }, (_, n) => aScore({ customerId: 'c1', scoredAt: day(n), percentile: n }));
      const order = fc
        .array(fc.nat(5), { maxLength: 6 })
        .chain((extra) => fc.shuffledSubarray([0, 1, 2, 3, 4, 5, ...extra], { minLength: 6 + extra.length }));
      const expected = await recordAfter(scores);
      await fc.assert(
        fc.asyncProperty(order, async (indexes) => {
          const arriving = indexes.flatMap((index) => scores[index] ?? []);
          expect(await recordAfter(arriving)).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    });
  });

  describe('the tier before a score', () => {
    it('is handed back in the order of the scores, null for a first one', async () => {
      const records = await open();
      const [a, b, c] = [
        aScore({ customerId: 'a', tier: 'low', scoredAt: day(1) }),
        aScore({ customerId: 'b', tier: 'high', scoredAt: day(1) }),
        aScore({ customerId: 'a', tier: 'medium', scoredAt: day(2) }),
      ];
      expect(await records.putScores([a, b, c])).toEqual([null, null, 'low']);
      const next = [
        aScore({ customerId: 'b', tier: 'low', scoredAt: day(3) }),
        aScore({ customerId: 'new', tier: 'low', scoredAt: day(3) }),
        aScore({ customerId: 'a', tier: 'low', scoredAt: day(3) }),
      ];
      expect(await records.putScores(next)).toEqual(['high', null, 'medium']);
      expect(await records.putScores([])).toEqual([]);
    });

    it('is the same when scores are put again, in any parts, whatever came after them', async () => {
      const tierIn = fc.constantFrom(...tiers);
      const rounds = fc.array(fc.tuple(tierIn, tierIn), { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(rounds, fc.nat(), async (tiersOfRounds, pick) => {
          const records = await open();
          const drops = tiersOfRounds.map((pair, n) =>
            pair.map((tier, k) => aScore({ customerId: `c${k}`, tier, scoreId: `d${n}.${k}`, scoredAt: day(n) })),
          );
          const first: unknown[] = [];
          for (const drop of drops) first.push(await records.putScores(drop));
          const expected = tiersOfRounds.map((_, n) => tiersOfRounds[n - 1] ?? [null, null]);
          expect(first).toEqual(expected);
          const replayed = pick % drops.length;
          const parts = drops[replayed]!.toReversed();
          const again = [await records.putScores([parts[0]!]), await records.putScores([parts[1]!])].flat();
          expect(again.toReversed()).toEqual(expected[replayed]);
        }),
        { numRuns: 15 },
      );
    });
  });

  describe('getMany', () => {
    it('answers in the order asked, undefined where unknown', async () => {
      const records = await open();
      await records.putScores([aScore({ customerId: 'a' }), aScore({ customerId: 'b' })]);
      const found = await records.getMany(['b', 'x', 'a', 'b']);
      expect(found.map((record) => record?.customerId)).toEqual(['b', undefined, 'a', 'b']);
      expect(await records.getMany([])).toEqual([]);
    });
  });

  describe('the list', () => {
    it.each([
      ['valueAtRisk', ['dear', 'cheap', 'none']],
      ['probability', ['cheap', 'none', 'dear']],
      ['movement', ['dear', 'cheap', 'none']],
    ] as const)('is ordered by %s, largest first', async (sort, expected) => {
      const records = await open();
      await records.putScores([
        aScore({ customerId: 'none', tier: 'medium', probability: 0.5, valueAtRisk: null }),
        aScore({
          customerId: 'cheap',
          tier: 'high',
          probability: 0.9,
          valueAtRisk: { amountMinor: 5, currency: 'USD' },
        }),
        aScore({ customerId: 'dear', tier: 'low', probability: 0.05, scoredAt: day(0) }),
        aScore({
          customerId: 'dear',
          tier: 'low',
          probability: 0.1,
          scoredAt: day(1),
          valueAtRisk: { amountMinor: 90_000, currency: 'USD' },
        }),
      ]);
      expect(await walk(records, { ...all, sort })).toEqual(expected);
      expect(await walk(records, { ...all, sort, limit: 1 })).toEqual(expected);
    });

    it('keeps to a tier, and to segments of text, number and missing values', async () => {
      const records = await open();
      const features = { plan: 'basic', age: 40, 'odd "key"': 'x', region: null };
      await records.putScores([
        aScore({ customerId: 'a', tier: 'high', features }),
        aScore({ customerId: 'b', tier: 'low', features: { ...features, plan: 'premium', region: 'EU' } }),
        aScore({ customerId: 'c', tier: 'high', features: { ...features, age: 40.5, 'odd "key"': 'y' } }),
      ]);
      const ids = (query: Partial<CustomerQuery>): Promise<string[]> => walk(records, { ...all, ...query });
      expect(await ids({ tier: 'high' })).toEqual(['a', 'c']);
      expect(await ids({ tier: 'medium' })).toEqual([]);
      expect(await ids({ segments: { plan: 'basic' } })).toEqual(['a', 'c']);
      expect(await ids({ segments: { age: '40' } })).toEqual(['a', 'b']);
      expect(await ids({ segments: { age: '40.5', plan: 'basic' } })).toEqual(['c']);
      expect(await ids({ segments: { 'odd "key"': 'x', plan: 'premium' }, tier: 'low' })).toEqual(['b']);
      expect(await ids({ segments: { region: '' } })).toEqual(['a', 'c']);
      expect(await ids({ segments: { plan: "' OR 1=1 --" } })).toEqual([]);
    });

    it('is walked exactly once for customers of any figures, while others are written', async () => {
      const customer = fc.record({
        tier: fc.constantFrom(...tiers),
        probability: fc.constantFrom(0, 0.25, 1 / 3, 0.5, 0.999_999_9, 1),
        amount: fc.constantFrom(null, 0, 1, 500, 500, 1_000_000),
      });
      const query = fc.record({
        sort: fc.constantFrom('valueAtRisk' as const, 'probability' as const, 'movement' as const),
        tier: fc.constantFrom(undefined, ...tiers),
        limit: fc.integer({ min: 1, max: 7 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(customer, { maxLength: 25 }), query, async (customers, asked) => {
          const records = await open();
          const scores = customers.map(({ tier, probability, amount }, index) =>
            aScore({
              customerId: `c${index}`,
              tier,
              probability,
              valueAtRisk: amount === null ? null : { amountMinor: amount, currency: 'USD' },
            }),
          );
          await records.putScores(scores);
          let writes = 0;
          const seen = await walk(records, { ...all, ...asked }, async () => {
            writes += 1;
            await records.putScores([aScore({ customerId: `new${writes}`, tier: 'high', probability: 0.9 })]);
          });
          const old = seen.filter((id) => id.startsWith('c'));
          const wanted = scores.filter(({ tier }) => asked.tier === undefined || tier === asked.tier);
          expect(old.toSorted()).toEqual(wanted.map(({ customerId }) => customerId).toSorted());
          expect(new Set(seen).size).toBe(seen.length);
        }),
        { numRuns: 40 },
      );
    });

    it('refuses cursors that are damaged or belong to another query', async () => {
      const records = await open();
      await records.putScores(['a', 'b', 'c'].map((customerId) => aScore({ customerId })));
      const { cursor } = await records.list({ ...all, limit: 1 });
      if (cursor === undefined) throw new Error('a second page was expected');
      await expect(records.list({ ...all, limit: 2, cursor })).resolves.toMatchObject({ items: [{}, {}] });
      const others: Partial<CustomerQuery>[] = [
        { sort: 'movement' },
        { tier: 'medium' },
        { segments: { plan: 'basic' } },
        { cursor: cursor.slice(2) },
        { cursor: 'no cursor' },
        { cursor: '' },
      ];
      for (const other of others) {
        await expect(records.list({ ...all, cursor, ...other })).rejects.toEqual(withCode('invalid-cursor'));
      }
    });
  });

  describe('tierTotals', () => {
    it('follow customers between tiers and out of them', async () => {
      const records = await open();
      await records.putScores([
        aScore({ customerId: 'a', tier: 'low', valueAtRisk: money(100), scoredAt: day(1) }),
        aScore({ customerId: 'b', tier: 'low', valueAtRisk: null, scoredAt: day(1) }),
        aScore({ customerId: 'c', tier: 'high', valueAtRisk: money(700), scoredAt: day(1) }),
        aScore({ customerId: 'a', tier: 'high', valueAtRisk: money(900), scoredAt: day(2) }),
      ]);
      await records.erase('c');
      expect(await records.tierTotals()).toEqual({
        high: { customers: 1, valueAtRiskMinor: 900 },
        medium: { customers: 0, valueAtRiskMinor: 0 },
        low: { customers: 1, valueAtRiskMinor: 0 },
      });
    });
  });

  describe('the timeline', () => {
    it('pages newest first, and holds an entry once', async () => {
      const records = await open();
      const entries = Array.from({ length: 5 }, (_, n) => anEntry({ customerId: 'c1', entryId: `e${n}`, at: day(n) }));
      for (const entry of [...entries, ...entries]) await records.addTimeline(entry);
      await records.addTimeline(anEntry({ customerId: 'c2' }));
      const first = await records.timeline('c1', { limit: 3 });
      const second = await records.timeline('c1', { limit: 3, cursor: first.cursor });
      expect([...first.items, ...second.items]).toEqual(entries.toReversed());
      expect(second.cursor).toBeUndefined();
      await expect(records.timeline('c2', { limit: 3, cursor: first.cursor })).rejects.toEqual(
        withCode('invalid-cursor'),
      );
    });
  });

  describe('export and erase', () => {
    it('hand out everything, then leave nothing', async () => {
      const records = await open();
      const scores = [0, 1, 2].map((n) => aScore({ customerId: 'c1', scoredAt: day(n) }));
      const entries = Array.from({ length: 230 }, (_, n) =>
        anEntry({ customerId: 'c1', entryId: `e${n}`, at: day(n) }),
      );
      await records.putScores([...scores, aScore({ customerId: 'c2' })]);
      for (const entry of entries) await records.addTimeline(entry);
      const exported = await records.export('c1');
      expect(exported?.record.history).toHaveLength(3);
      expect(exported?.timeline).toEqual(entries.toReversed());
      expect(await records.erase('c1')).toBe(true);
      expect(await records.get('c1')).toBeUndefined();
      expect((await records.timeline('c1', { limit: 10 })).items).toEqual([]);
      expect(await walk(records, all)).toEqual(['c2']);
      expect(await records.erase('c1')).toBe(false);
    });
  });
}
