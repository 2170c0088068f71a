import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { measureOnCurrentCustomers } from '../../../../core/lifecycle/gate/current-customers.ts';
import type { CustomerRecords } from '../../../../core/ports.ts';
import type { FeatureValues } from '../../../../core/profile/profile.ts';
import { type OpenRecords, openRecords } from '../../../../local/records/open-records.ts';
import { aScore } from '../../../contracts/examples.ts';
import { testEngine } from '../../../support/bundle.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const scores = (month: string) =>
  Array.from({ length: 700 }, (_, n) =>
    aScore({ customerId: `c${n}`, scoredAt: `2026-${month}-01T08:00:00.000Z`, features: { number: n, month } }),
  );

const alike = (values: readonly FeatureValues[]): Float64Array => Float64Array.from(values, () => 0.5);

let records: OpenRecords;
beforeEach(async () => {
  records = openRecords(join(temporaryFolder(), 'records.sqlite'));
  await records.customers.putScores(scores('10'));
  await records.customers.putScores(scores('11').slice(0, 350));
  await records.customers.erase('c7');
});
afterEach(() => records.close());

/** Both ways in which customers are found. */
const ways = {
  'as the records hold them': (): Pick<CustomerRecords, 'everyNth' | 'getMany' | 'list' | 'tierTotals'> =>
    records.customers,
  'by the list': () => ({
    getMany: records.customers.getMany.bind(records.customers),
    list: records.customers.list.bind(records.customers),
    tierTotals: records.customers.tierTotals.bind(records.customers),
  }),
};

describe.each(Object.entries(ways))('current customers, found %s', (_, customers) => {
  async function seen(most?: number) {
    const engine = await testEngine();
    const asked: FeatureValues[] = [];
    let turns = 0;
    const challenger = { ...engine, scoreProbabilities: alike };
    const champion = {
      ...engine,
      scoreProbabilities: (values: readonly FeatureValues[]) => {
        asked.push(...values);
        return alike(values);
      },
    };
    const ports = { customers: customers(), nextTurn: async () => void (turns += 1) };
    const radius = await measureOnCurrentCustomers({ champion, challenger }, ports, most);
    return { radius, numbers: asked.map(({ number }) => Number(number)), asked, turns };
  }

  it('are each compared once, by their newest values, but for who was erased', async () => {
    const { radius, numbers, asked, turns } = await seen();
    expect(radius).toMatchObject({ customers: 699, compared: 699, changedTierShare: 0 });
    expect(new Set(numbers).size).toBe(699);
    expect(numbers).not.toContain(7);
    expect(asked.filter(({ month }) => month === '11')).toHaveLength(349);
    expect(turns).toBeGreaterThan(0);
  });

  it('are spread out where there are many', async () => {
    const { radius, numbers } = await seen(100);
    expect(radius).toMatchObject({ customers: 699, compared: 100 }); // every 7th
    expect(new Set(numbers).size).toBe(100);
    expect(new Set(numbers.map((number) => Math.floor(number / 100))).size).toBe(7);
  });
});
