import { describe, expect, it } from '@jest/globals';
import { createEngine } from '../../../core/scoring/engine.ts';
import { loadBundle } from '../../../core/scoring/load-bundle.ts';
import { Score } from '../../../core/scoring/score.ts';
import { testBundle, testEngine } from '../../support/bundle.ts';
import { randomValues, seeded, testProfile } from '../../support/profile.ts';
import type { TestTree } from '../../support/trees.ts';
import { withCode } from '../../support/with-code.ts';

const values = { tickets: 8, fee: 25, plan: 'basic', joined: 10, unused: 1 };
const customer = { customerId: 'c1', values, monthlyValueMinor: 2500 };

const split = (column: number, below: number, low: number, high: number): TestTree => ({
  column,
  below,
  missing: 'left',
  left: { value: low, cover: 50 },
  right: { value: high, cover: 50 },
});
/** Each feature alone: tickets ±1 at 5, fee ±0.5 at 15, joined ±2 at 100 (young accounts leave). */
const additive = [split(0, 5, -1, 1), split(2, 15, -0.5, 0.5), split(8, 100, 2, -2)];
const plainSigmoid = { kind: 'sigmoid', slope: 1, intercept: 0 } as const;
const additiveEngine = () => testEngine({ trees: additive, calibration: plainSigmoid });

describe('createEngine', () => {
  it('scores a customer as computed by hand', async () => {
    const [score] = (await additiveEngine()).score([customer]);
    // base 0.25 + 1 + 0.5 + 2
    expect(score).toMatchObject({ customerId: 'c1', raw: 3.75, bias: 0.25, tier: 'high', warnings: [] });
    expect(score?.probability).toBeCloseTo(1 / (1 + Math.exp(-3.75)), 12);
    expect(score?.percentile).toBe(97.7);
    expect(score?.valueAtRisk).toEqual({ amountMinor: Math.round(0.97702263 * 2500 * 12), currency: 'USD' });
    expect(score?.reasons.map(({ feature, direction }) => [feature, direction])).toEqual([
      ['joined', 'raises'],
      ['tickets', 'raises'],
      ['fee', 'raises'],
    ]);
    const parts = score?.reasons.map(({ contribution }) => contribution) ?? [];
    for (const [i, part] of [2, 1, 0.5].entries()) expect(parts[i]).toBeCloseTo(part, 12);
    expect(score?.reasons[1]?.text.en).toBe('Support tickets per month is 8 (typical 4): raises the risk');
  });

  it.each(['linear', 'sum', 'mean'] as const)('gives scores that add up and fit the schema (%s)', async (ensemble) => {
    const engine = await testEngine({ ensemble });
    const random = seeded(11);
    const customers = Array.from({ length: 300 }, (_, i) => ({
      customerId: `c${i}`,
      values: randomValues(random),
      monthlyValueMinor: null,
    }));
    const scores = engine.score(customers);
    const probabilities = engine.scoreProbabilities(customers.map((one) => one.values));
    expect(scores.map(({ customerId }) => customerId)).toEqual(customers.map(({ customerId }) => customerId));
    for (const [i, score] of scores.entries()) {
      expect(Score.parse(score)).toEqual(score);
      expect(score.probability).toBe(probabilities[i]);
      expect(score.valueAtRisk).toBeNull();
      const sum = score.reasons.reduce((total, { contribution }) => total + contribution, engine.bias);
      expect(sum).toBeCloseTo(score.raw, 5);
    }
  });

  it('gives as many reasons as asked, and a play even then', async () => {
    const engine = await additiveEngine();
    const [score] = engine.score([customer], { reasons: 1 });
    expect(score?.reasons.map(({ feature }) => feature)).toEqual(['joined']);
    expect(score?.play).toEqual({ id: 'call', title: { en: 'Call', ko: '전화' }, because: 'tickets' });
    expect(engine.score([customer], { reasons: 0 })[0]?.reasons).toEqual([]);
  });

  it('scores nobody', async () => {
    const engine = await additiveEngine();
    expect(engine.score([])).toEqual([]);
    expect(engine.scoreProbabilities([])).toHaveLength(0);
  });

  it('refuses a profile that the model was not trained for', async () => {
    const bundle = await loadBundle(testBundle().read);
    const other = (profile: typeof testProfile) => () => createEngine({ profile, bundle });
    expect(other({ ...testProfile, version: 4 })).toThrow(withCode('invalid-bundle'));
    expect(other({ ...testProfile, name: 'else' })).toThrow('was trained for profile test version 3');
    const without = { ...testProfile, features: testProfile.features.filter(({ name }) => name !== 'plan') };
    expect(other(without)).toThrow('uses the category plan');
  });
});

const playOf = async (changed: Record<string, number | string | null>) => {
  const [score] = (await additiveEngine()).score([{ ...customer, values: { ...values, ...changed } }]);
  return { tier: score?.tier, play: score?.play?.id, because: score?.play?.because };
};

describe('the proposed play', () => {
  it('passes over reasons that nobody can change or that lower the risk', async () => {
    expect(await playOf({ tickets: 2 })).toEqual({ tier: 'high', play: 'offer', because: 'fee' });
  });

  it('is none where no reason can be answered, even in the high tier', async () => {
    expect(await playOf({ tickets: 2, fee: 5 })).toEqual({ tier: 'high', play: undefined, because: undefined });
  });

  it('is none in the low tier', async () => {
    expect(await playOf({ joined: 400 })).toEqual({ tier: 'medium', play: 'call', because: 'tickets' });
    expect(await playOf({ joined: 400, fee: 5 })).toMatchObject({ tier: 'low', play: undefined });
  });
});

const warningsOf = async (changed: Record<string, number | string | null>) => {
  const [score] = (await testEngine()).score([{ ...customer, values: { ...values, ...changed } }]);
  return score?.warnings.map(({ code, feature, text }) => [code, feature, text.en]);
};

describe('warnings', () => {
  it('tell of missing values that the model uses, and whether it ever saw them missing', async () => {
    expect(await warningsOf({ tickets: null, joined: null, unused: null })).toEqual([
      ['missing-value', 'tickets', 'Support tickets per month is not known.'],
      ['missing-value', 'joined', 'Joined is not known, and the model never saw it missing.'],
    ]);
  });

  it('tell of categories that the model has never seen, not of rare ones', async () => {
    expect(await warningsOf({ plan: 'crypto' })).toEqual([
      ['unseen-category', 'plan', 'Plan is "crypto", which the model has never seen.'],
    ]);
    expect(await warningsOf({ plan: 'gift' })).toEqual([]);
  });

  it('tell of numbers far beyond the training data', async () => {
    // Edges of tickets are 1 to 8, so the range is widened by 7; fee is clipped at 100, wider than 20 + 15.
    expect(await warningsOf({ tickets: 15, fee: 100 })).toEqual([]);
    expect(await warningsOf({ tickets: 16, fee: 101 })).toEqual([
      [
        'beyond-training-range',
        'tickets',
        'Support tickets per month is 16, far from anything the model has learned from.',
      ],
      ['beyond-training-range', 'fee', 'Fee is 101 USD per month, far from anything the model has learned from.'],
    ]);
  });
});
