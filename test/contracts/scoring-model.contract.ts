import { beforeAll, describe, expect, it } from '@jest/globals';
import { Score } from '../../core/scoring/score.ts';
import type { ScoringModel } from '../../core/scoring/scoring-model.ts';
import { tierOf } from '../../core/scoring/tier.ts';
import { randomValues, seeded } from '../support/profile.ts';

/** Customers made up at random, the same for the same seed. */
function some(count: number, seed = 1) {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => ({
    customerId: `c${i}`,
    values: randomValues(random),
    monthlyValueMinor: i % 3 === 0 ? null : 1_000 + i,
  }));
}

/**
 * What every {@link ScoringModel} does, wherever it computes.
 *
 * @param open - a model of the test profile
 */
export function scoringModelContract(open: () => Promise<ScoringModel>): void {
  let model: ScoringModel;
  beforeAll(async () => {
    model = await open();
  });

  it.each([0, 1, 7, 1_234])('scores %i customers in their order', async (count) => {
    const customers = some(count);
    const scores = await model.score(customers);
    expect(scores.map(({ customerId }) => customerId)).toEqual(customers.map(({ customerId }) => customerId));
    const probabilities = await model.scoreProbabilities(customers.map(({ values }) => values));
    expect(probabilities).toBeInstanceOf(Float64Array);
    expect([...probabilities]).toEqual(scores.map(({ probability }) => probability));
  });

  it('gives the same customer the same score, alone or among others', async () => {
    const customers = some(40, 2);
    const together = await model.score(customers);
    const alone = await model.score([customers[17]!]);
    expect(alone).toEqual([together[17]]);
  });

  it('makes whole scores: the tier of the probability, and what is at risk of the money', async () => {
    const scores = await model.score(some(60, 3));
    for (const [i, score] of scores.entries()) {
      expect(Score.parse(score)).toEqual(score);
      expect(score.tier).toBe(tierOf(score.probability, model.tiers));
      const risk = i % 3 === 0 ? undefined : Math.round(score.probability * (1_000 + i) * 12);
      expect(score.valueAtRisk?.amountMinor).toBe(risk);
    }
    expect(new Set(scores.map(({ tier }) => tier)).size).toBeGreaterThan(1);
  });

  it('scores a customer of whom nothing is known, and says what is missing', async () => {
    const values = { tickets: null, fee: null, plan: null, joined: null, unused: null };
    const [score] = await model.score([{ customerId: 'c', values, monthlyValueMinor: null }]);
    const missing = score?.warnings.filter(({ code }) => code === 'missing-value').map(({ feature }) => feature);
    expect(missing).toEqual(['tickets', 'fee', 'plan', 'joined']);
  });

  describe('reasons', () => {
    it('are exact and add up, or are none, and then the score says so', async () => {
      for (const { raw, bias, reasons, warnings } of await model.score(some(30, 4))) {
        const saysNone = warnings.some(({ code }) => code === 'no-reasons');
        if (model.reasons === 'none') {
          expect({ bias, reasons, saysNone }).toEqual({ bias: null, reasons: [], saysNone: true });
          continue;
        }
        expect(saysNone).toBe(false);
        expect(reasons.reduce((sum, { contribution }) => sum + contribution, bias ?? Number.NaN)).toBeCloseTo(raw, 5);
      }
    });

    it('are at most as many as asked for', async () => {
      const scores = await model.score(some(10, 5), { reasons: 1 });
      for (const { reasons } of scores) expect(reasons.length).toBe(model.reasons === 'none' ? 0 : 1);
    });
  });
}
