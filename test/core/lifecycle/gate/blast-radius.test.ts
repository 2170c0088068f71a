import { describe, expect, it } from '@jest/globals';
import { measureBlastRadius } from '../../../../core/lifecycle/gate/blast-radius.ts';
import { measureOnCurrentCustomers } from '../../../../core/lifecycle/gate/current-customers.ts';
import type { CustomerRecords } from '../../../../core/ports.ts';
import type { FeatureValues } from '../../../../core/profile/profile.ts';
import type { ScoringModel } from '../../../../core/scoring/scoring-model.ts';
import { aScore } from '../../../contracts/examples.ts';
import { testEngine } from '../../../support/bundle.ts';

const tiers = { medium: 0.4, high: 0.6 };

/** A model that says the value of one feature. */
const saying = (feature: string): Pick<ScoringModel, 'scoreProbabilities' | 'tiers'> => ({
  tiers,
  scoreProbabilities: (values) => Float64Array.from(values, (row) => Number(row[feature])),
});
const bothModels = { champion: saying('before'), challenger: saying('after') };
const row = (before: number, after: number): FeatureValues => ({ before, after });

describe('measureBlastRadius', () => {
  it('counts moves between tiers, over pieces of any size', async () => {
    const pieces = [[row(0.9, 0.9), row(0.9, 0.1)], [], [row(0.5, 0.7), row(0.1, 0.2)]];
    const radius = await measureBlastRadius(pieces, bothModels);
    expect(radius).toMatchObject({
      customers: 4,
      compared: 4,
      moves: {
        high: { high: 1, medium: 0, low: 1 },
        medium: { high: 1, medium: 0, low: 0 },
        low: { high: 0, medium: 0, low: 1 },
      },
      changedTierShare: 0.5, // 2 of 4
      newHigh: 1,
      noLongerHigh: 1,
    });
    expect(radius.meanAbsoluteChange).toBeCloseTo((0 + 0.8 + 0.2 + 0.1) / 4, 12);
  });

  it("holds each probability against its own model's thresholds", async () => {
    const stricter = { ...saying('before'), tiers: { medium: 0.4, high: 0.95 } };
    const { moves } = await measureBlastRadius([[row(0.9, 0.9)]], {
      champion: bothModels.champion,
      challenger: stricter,
    });
    expect(moves.high.medium).toBe(1);
  });

  it('takes models that have to be asked', async () => {
    const asked = { tiers, scoreProbabilities: async () => Float64Array.of(0.7) };
    expect(await measureBlastRadius([[row(0.1, 0)]], { ...bothModels, challenger: asked })).toMatchObject({
      newHigh: 1,
    });
  });

  it('says of nobody that nothing changes', async () => {
    expect(await measureBlastRadius([], bothModels, 7)).toMatchObject({
      customers: 7,
      compared: 0,
      changedTierShare: 0,
      meanAbsoluteChange: 0,
    });
  });
});

/** Customers 0 to n - 1 in the order of the list; some are erased between listing and reading. */
function records(customers: number, erased: ReadonlySet<number> = new Set()) {
  const read: number[] = [];
  const port: Pick<CustomerRecords, 'getMany' | 'list' | 'tierTotals'> = {
    tierTotals: async () => ({
      high: { customers, valueAtRiskMinor: 0 },
      medium: { customers: 0, valueAtRiskMinor: 0 },
      low: { customers: 0, valueAtRiskMinor: 0 },
    }),
    list: async ({ limit, cursor = '0' }) => {
      const from = Number(cursor);
      const until = Math.min(customers, from + limit);
      const items = Array.from({ length: until - from }, (_, n) => summary(from + n));
      return { items, ...(until < customers ? { cursor: String(until) } : {}) };
    },
    getMany: async (ids) => {
      read.push(...ids.map(Number));
      return ids.map((id) => (erased.has(Number(id)) ? undefined : record(id)));
    },
  };
  return { port, read };
}

describe('measureOnCurrentCustomers', () => {
  it('takes every one of few customers, and leaves out who was erased meanwhile', async () => {
    const engine = await testEngine();
    const { port } = records(450, new Set([3, 449]));
    const radius = await measureOnCurrentCustomers({ champion: engine, challenger: engine }, { customers: port });
    expect(radius).toMatchObject({ customers: 450, compared: 448, changedTierShare: 0, meanAbsoluteChange: 0 });
  });

  it('spreads over the whole list where customers are many, and gives way after every page', async () => {
    const engine = await testEngine();
    const { port, read } = records(1_001);
    let turns = 0;
    const nextTurn = async (): Promise<void> => void (turns += 1);
    const models = { champion: engine, challenger: engine };
    const radius = await measureOnCurrentCustomers(models, { customers: port, nextTurn }, 100);
    expect(read).toEqual(Array.from({ length: 91 }, (_, n) => n * 11)); // 1,001 / 100 rounded up is 11
    expect(radius).toMatchObject({ customers: 1_001, compared: 91 });
    expect(turns).toBe(6);
  });

  it('says nothing where there are no customers', async () => {
    const engine = await testEngine();
    const { port } = records(0);
    expect(
      await measureOnCurrentCustomers({ champion: engine, challenger: engine }, { customers: port }),
    ).toBeUndefined();
  });
});

const values = { tickets: 4, fee: 10, plan: 'basic', joined: 100 };

function summary(number: number) {
  const { customerId, scoredAt, probability, tier, valueAtRisk, play } = aScore({ customerId: String(number) });
  return { customerId, scoredAt, probability, tier, valueAtRisk, play, movement: 0, topReason: null };
}

function record(customerId: string) {
  return { customerId, latest: aScore({ customerId, features: values }), history: [] };
}
