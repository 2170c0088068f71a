import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPart } from '../../../core/intake/check-file.ts';
import { keepRows } from '../../../core/intake/column-batch.ts';
import { csvLine } from '../../../core/intake/csv-writer.ts';
import { createColumnScorer } from '../../../core/scoring/columns/column-scorer.ts';
import { pickTop } from '../../../core/scoring/columns/pick-reasons.ts';
import { createScoreLines } from '../../../core/scoring/columns/score-lines.ts';
import { rankContributions } from '../../../core/scoring/reasons.ts';
import { tiers, warningCodes } from '../../../core/scoring/score.ts';
import { scoreFileWriter } from '../../../core/scoring/score-file.ts';
import { testEngine } from '../../support/bundle.ts';
import { seeded, testProfile } from '../../support/profile.ts';
import { streamOf } from '../intake/bytes.ts';

const header = ['id', 'tickets', 'fee', 'plan', 'joined', 'unused', 'seen'];
const layout = { header, delimiter: ',', newline: '\n', labelled: false } as const;
const ids = ['C-0001234', '77', '=SUM(A1)', 'a "b"', 'ö,ä', '-5', 'x.y_z'];
const plans = ['basic', 'premium', 'gift', 'never heard of', '', 'trial'];

/** Rows of a file for the test profile, odd values among them. */
function randomText(seed: number, rows: number): string {
  const random = seeded(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const amount = (most: number): string => (random() < 0.1 ? '' : (random() * most).toFixed(Math.floor(random() * 12)));
  return Array.from({ length: rows }, () =>
    csvLine([
      one(ids),
      amount(100),
      amount(90),
      one(plans),
      one(['2024-01-02', '2019-05-05', '']),
      amount(9e9),
      '2024-03-01',
    ]),
  ).join('');
}

async function bothWays(seed: number, rows = 60) {
  const text = randomText(seed, rows);
  const open = () => checkPart(streamOf(text), layout, 2, { profile: testProfile, onQuarantine: () => undefined });
  const checked = [];
  for await (const batch of open().rows) checked.push(...batch);
  const { columns } = open();
  if (columns === undefined) throw new Error('This engine has no SIMD.');
  return { checked, columns };
}

describe.each(['linear', 'sum', 'mean'] as const)('columns, %s model', (ensemble) => {
  it('are scored as rows are, bit for bit, with the same lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom('en', 'ko'), fc.nat(6), async (seed, language, reasons) => {
        const engine = await testEngine({ ensemble, seed: Math.abs(seed % 5) });
        const { checked, columns } = await bothWays(seed);
        const writer = scoreFileWriter({ reasons, language }, testProfile.currency);
        const expected = engine.score(
          checked.map(({ id, values, monthlyValueMinor }) => ({ customerId: id, values, monthlyValueMinor })),
        );
        const scorer = createColumnScorer(engine);
        const linesOf = createScoreLines(scorer, { reasons, language });
        let at = 0;
        let lines = '';
        for await (const { batch } of columns) {
          const { scored, scoreRows } = scorer.open(batch, { reasons: true });
          scoreRows(0, 7);
          scoreRows(7, batch.count);
          for (let row = 0; row < batch.count; row++, at++) {
            const score = expected[at]!;
            expect(scored.raw[row]).toBe(score.raw);
            expect(scored.probability[row]).toBe(score.probability);
            expect(tiers[scored.tier[row]!]).toBe(score.tier);
            expect(scored.percentile[row]).toBe(score.percentile);
            expect(scored.valueAtRiskMinor[row]).toBe(score.valueAtRisk?.amountMinor ?? Number.NaN);
            expect(testProfile.plays[scored.play[row]!]?.id).toBe(score.play?.id);
            expect(engine.features[scored.because[row]!]).toBe(score.play?.because ?? undefined);
            const contributions = scored.contributions
              .subarray(row * engine.features.length)
              .slice(0, engine.features.length);
            for (const { feature, contribution } of score.reasons) {
              expect(contributions[engine.features.indexOf(feature)]).toBe(contribution);
            }
            const { rows, codes, features } = scored.warnings;
            const warnings = [...rows.keys()].filter((place) => rows[place] === row);
            expect(warnings.map((place) => [warningCodes[codes[place]!], engine.features[features[place]!]])).toEqual(
              score.warnings.map(({ code, feature }) => [code, feature]),
            );
          }
          lines += new TextDecoder().decode(linesOf(scored));
        }
        expect(at).toBe(expected.length);
        expect(lines.split('\n')).toEqual(
          expected
            .map((score) => writer.line(score))
            .join('')
            .split('\n'),
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe('keepRows', () => {
  it('keeps those rows, whole', async () => {
    const { checked, columns } = await bothWays(5);
    for await (const { batch } of columns) {
      const kept = keepRows(batch, (row) => row % 3 === 1);
      const expected = checked.filter((_, row) => row % 3 === 1);
      expect(kept.count).toBe(expected.length);
      expect([...kept.lines]).toEqual(expected.map(({ line }) => line));
      expect(kept.ids).toEqual(expected.map(({ id }) => id));
      const [tickets] = kept.features;
      expect(tickets?.kind === 'number' ? [...tickets.values] : []).toEqual(
        expected.map(({ values }) => values['tickets'] ?? Number.NaN),
      );
    }
  });
});

describe('pickTop', () => {
  it('ranks as reasons are ranked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0.5, -0.5, 1, -2, 3), { maxLength: 12 }),
        fc.integer({ min: 1, max: 14 }),
        (values, most) => {
          const contributions = Float64Array.from(values);
          const top = new Int16Array(most);
          pickTop(contributions, 0, values.length, top);
          expect([...top].filter((place) => place !== -1)).toEqual(rankContributions(contributions).slice(0, most));
        },
      ),
    );
  });
});
