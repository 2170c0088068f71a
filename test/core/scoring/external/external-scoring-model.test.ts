import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { externalModelFormat } from '../../../../core/scoring/external/external-format.ts';
import { ExternalModelDocument } from '../../../../core/scoring/external/external-model.ts';
import { createExternalScoringModel } from '../../../../core/scoring/external/external-scoring-model.ts';
import { quantilesOf } from '../../../../core/scoring/external/quantiles-of.ts';
import { percentileOf } from '../../../../core/scoring/percentile.ts';
import { answerCsv, externalRequest, teamModel, valuesWith } from '../../../support/external-model.ts';
import { testProfile } from '../../../support/profile.ts';

const invoke = async ({ body }: { readonly body: string }): Promise<string> => answerCsv(body);

/** The team's model with other settings, asked without a network. */
function model(changes: Record<string, unknown> = {}) {
  const { goldenRows: _rows, tolerance: _tolerance, trainingAnswers: _answers, ...settings } = externalRequest();
  const document = ExternalModelDocument.parse({
    format: externalModelFormat,
    family: 'external',
    profile: { name: 'test', version: 3, sha256: '0'.repeat(64) },
    ...settings,
    quantiles: null,
    ...changes,
  });
  const golden = { format: 'mainstay-external-golden/1', tolerance: 1e-4, rows: [] } as const;
  return createExternalScoringModel({
    document,
    golden: { ...golden, rows: [] },
    profile: testProfile,
    endpoints: { invoke },
  });
}
const customer = (values: ReturnType<typeof valuesWith>) => ({ customerId: 'c', values, monthlyValueMinor: 2_000 });

/** What a score of a customer with that plan warns of, beside the reasons that are not there. */
const codesOf = async (columns: unknown[], plan: string) => {
  const [score] = await model({ columns }).score([customer(valuesWith({ plan }))]);
  return score?.warnings.map(({ code, feature }) => [code, feature]).slice(1);
};

describe('createExternalScoringModel', () => {
  it('calibrates what the endpoint answers, in log-odds, and keeps the answer as raw', async () => {
    const calibrated = model({ calibration: { kind: 'sigmoid', slope: 2, intercept: 0 } });
    const [score] = await calibrated.score([customer(valuesWith({ tickets: 5 }))]);
    const odds = teamModel(5) / (1 - teamModel(5));
    expect(score?.raw).toBe(teamModel(5));
    expect(score?.probability).toBeCloseTo(odds ** 2 / (1 + odds ** 2), 12);
    expect([...(await calibrated.scoreProbabilities([valuesWith({ tickets: 5 })]))]).toEqual([score?.probability]);
  });

  it('tells the share of training customers with less, where the team has said what it answers to them', async () => {
    const quantiles = quantilesOf(Array.from({ length: 101 }, (_, i) => i / 100));
    const [score] = await model({ quantiles }).score([customer(valuesWith({ tickets: 5 }))]);
    expect(score?.percentile).toBe(30); // teamModel(5) = 0.3
  });

  it('proposes the play that the team has set for the tier, and names no reason for it', async () => {
    const plays = { high: null, medium: 'offer' };
    const scores = await model({ plays }).score([0, 8, 18].map((tickets) => customer(valuesWith({ tickets }))));
    expect(scores.map(({ tier, play }) => [tier, play?.id, play?.because])).toEqual([
      ['low', undefined, undefined],
      ['medium', 'offer', null],
      ['high', undefined, undefined],
    ]);
  });

  it('warns of values that it has no code for, and not of the one that indicators leave out', async () => {
    const codes = [
      { as: 'value', feature: 'tickets' },
      { as: 'code', feature: 'plan', codes: { basic: 1 } },
    ];
    const indicators = [
      { as: 'value', feature: 'tickets' },
      { as: 'indicator', feature: 'plan', of: 'basic' },
    ];
    expect(await codesOf(codes, 'premium')).toEqual([['unseen-category', 'plan']]);
    expect(await codesOf(indicators, 'premium')).toEqual([]);
    expect(await codesOf(indicators, 'crypto')).toEqual([['unseen-category', 'plan']]);
  });
});

describe('quantilesOf', () => {
  it('gives quantiles by which the share below a value is the one that was counted', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 10 ** 6 }), { minLength: 2, maxLength: 400 }),
        (millionths) => {
          const values = millionths.map((one) => one / 10 ** 6);
          const quantiles = quantilesOf(values);
          expect(quantiles).toHaveLength(1001);
          expect(quantiles.toSorted((a, b) => a - b)).toEqual(quantiles);
          for (const value of values) {
            const below = values.filter((other) => other < value).length;
            const wanted = (100 * below) / (values.length - 1);
            expect(Math.abs(percentileOf(value, quantiles) - wanted)).toBeLessThanOrEqual(0.11);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
