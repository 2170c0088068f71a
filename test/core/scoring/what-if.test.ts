import { describe, expect, it } from '@jest/globals';
import { categoryDistance, possibleChanges } from '../../../core/scoring/possible-changes.ts';
import { smallestStep } from '../../../core/scoring/smallest-step.ts';
import { WhatIf, whatIf } from '../../../core/scoring/what-if.ts';
import { testEngine } from '../../support/bundle.ts';
import type { TestTree } from '../../support/trees.ts';

const values = { tickets: 9, fee: 25, plan: 'basic', joined: 10, unused: 1 };
const leaf = (value: number): TestTree => ({ value, cover: 50 });
const split = (column: number, below: number, left: TestTree, right: TestTree): TestTree => ({
  column,
  below,
  missing: 'left',
  left,
  right,
});
const calibration = { kind: 'sigmoid', slope: 1, intercept: 0 } as const;
const tiers = { medium: 0.5, high: 0.7 };
const engineOf = (...trees: TestTree[]) => testEngine({ trees, calibration, tiers });
/** Base 0.25. Tickets below 5: −2, else +2. Fee below 15: −0.1. */
const oneStep = () => engineOf(split(0, 5, leaf(-2), leaf(2)), split(2, 15, leaf(-0.1), leaf(0.1)));

describe('whatIf', () => {
  it('scores a customer as is and changed, with the value at risk following the money column', async () => {
    const customer = { customerId: 'c1', values, monthlyValueMinor: 2500 };
    const answer = await whatIf(await oneStep(), customer, { fee: 10, tickets: 1 });
    expect(WhatIf.parse(answer)).toEqual(answer);
    expect(answer.before.raw).toBeCloseTo(2.35, 5); // 0.25 + 2 + 0.1
    expect(answer.after.raw).toBeCloseTo(-1.85, 5); // 0.25 − 2 − 0.1
    expect(answer.after.valueAtRisk?.amountMinor).toBe(Math.round(answer.after.probability * 1000 * 12));
    expect(answer.after.reasons.every(({ value, feature }) => feature !== 'fee' || value === 10)).toBe(true);
  });
});

describe('possibleChanges', () => {
  it('lists edges, bounds near them and values of what can be changed and is used', async () => {
    const changes = possibleChanges(await oneStep(), values);
    const targets = Object.fromEntries(changes.map((group) => [group[0]?.feature, group.map(({ to }) => to)]));
    expect(targets).toEqual({
      tickets: [1, 2, 3, 4, 5, 6, 8, 0], // the bound 100 lies far beyond any customer
      fee: [5, 8, 10, 15, 20, 0],
      plan: ['standard', 'premium'],
    });
  });

  it('measures a number by the training customers in between', async () => {
    const [tickets, , plan] = possibleChanges(await oneStep(), values);
    expect(tickets?.find(({ to }) => to === 4)?.distance).toBeCloseTo(3 / 8, 12); // three of eight equal bins
    expect(plan?.[0]?.distance).toBe(categoryDistance);
  });

  it('does not change what is missing', async () => {
    const features = possibleChanges(await oneStep(), { ...values, tickets: null, plan: null }).map(
      ([c]) => c?.feature,
    );
    expect(features).toEqual(['fee']);
  });
});

describe('smallestStep', () => {
  it('finds the nearest single change, and calls it an association', async () => {
    const { step, text } = smallestStep(await oneStep(), values);
    expect(step?.changes).toEqual([{ feature: 'tickets', from: 9, to: 4 }]);
    expect(step?.tier).toBe('low');
    expect(step?.probability).toBeCloseTo(1 / (1 + Math.exp(1.65)), 6);
    expect(text.en).toBe(
      'With Support tickets per month at 4 instead of 9, customers like this one are in the low tier (16.1% instead of 91.3%). The model has seen these go together; that is no promise that the change brings it about.',
    );
    expect(text.ko).toContain("월 고객 문의가 9건 대신 4건인 비슷한 고객은 '낮음' 등급입니다(이탈 확률 91.3% → 16.1%)");
  });

  it('looks for two changes where one is not enough', async () => {
    // Each of the two lowers by 1 alone: 2.25 → 1.25 is still high (0.78), 0.25 is medium (0.56).
    const engine = await engineOf(split(0, 5, leaf(0), leaf(1)), split(4, 0.5, leaf(1), leaf(0)));
    const { step, text } = smallestStep(engine, values);
    expect(step?.changes).toEqual([
      { feature: 'tickets', from: 9, to: 4 },
      { feature: 'plan', from: 'basic', to: 'standard' },
    ]);
    expect(step?.tier).toBe('medium');
    expect(text.en).toContain('4 instead of 9 and Plan at standard instead of basic');
  });

  it('says why there is none', async () => {
    const stuck = await engineOf(split(8, 100, leaf(3), leaf(-3)));
    expect(smallestStep(stuck, values)).toMatchObject({
      step: null,
      text: { en: expect.stringContaining('No one or two') },
    });
    const empty = { ...values, tickets: null, fee: null, plan: null };
    expect(smallestStep(stuck, empty)).toMatchObject({
      step: null,
      text: { en: expect.stringContaining('nothing known') },
    });
    const low = smallestStep(stuck, { ...values, joined: 500 });
    expect(low).toMatchObject({ step: null, text: { en: expect.stringContaining('lowest tier already') } });
  });
});
