import { describe, expect, it } from '@jest/globals';
import { csvOf, draft, type MadeCustomer, makeTable } from '../shapes.ts';

const usage = ({ random, left }: MadeCustomer) => (random() * 40 + (left ? 0 : 8)).toFixed(2);
const churn = ({ left }: MadeCustomer) => (left ? 1 : 0);

describe('draftProfile, on labels', () => {
  it.each([
    ['Exited', '1', '0', ['1'], ['0']],
    ['Attrition_Flag', 'Attrited Customer', 'Existing Customer', ['Attrited Customer'], ['Existing Customer']],
    ['is_active', 'False', 'True', ['False'], ['True']],
    ['customer_status', 'Churned', 'Stayed', ['Churned'], ['Stayed']],
    ['left', 'Y', 'N', ['Y'], ['N']],
    ['target', '1.0', '0.0', ['1.0'], ['0.0']],
    ['이탈여부', '해지', '유지', ['해지'], ['유지']],
    ['churn', '1', '-1', ['1'], ['-1']],
    ['Churn?', 'True.', 'False.', ['True.'], ['False.']],
    ['churn_next_month', '1', '0', ['1'], ['0']],
  ])('finds %s with %s for those who left', async (name, left, stayed, positive, negative) => {
    const text = csvOf(makeTable({ hours: usage, [name]: (c) => (c.left ? left : stayed) }));
    const { profile } = await draft(text);
    expect(profile.label).toEqual({ column: name, positive, negative });
  });

  it('takes three values where the words are clear', async () => {
    const table = makeTable({ hours: usage, Status: (c) => (c.left ? 'Churned' : c.pick('Stayed', 'Joined')) });
    const { profile } = await draft(csvOf(table));
    expect(profile.label.positive).toEqual(['Churned']);
    expect(profile.label.negative.toSorted()).toEqual(['Joined', 'Stayed']);
  });

  it('names the candidates where no name tells', async () => {
    const text = csvOf(makeTable({ hours: usage, alpha: churn, beta: ({ pick }) => pick('x', 'y') }));
    await expect(draft(text)).rejects.toMatchObject({ code: 'invalid-profile' });
    await expect(draft(text)).rejects.toThrow(/alpha, beta.*--label/);
    await expect(draft(text, { label: 'gamma' })).rejects.toThrow(/no column "gamma".*hours, alpha, beta/);
    await expect(draft(text, { label: 'beta' })).rejects.toThrow(/beta does not say.*--label "beta=VALUE"/);
    await expect(draft(text, { label: 'hours' })).rejects.toMatchObject({ code: 'invalid-profile' });
  });

  it('takes the value for "left" from the person', async () => {
    const text = csvOf(makeTable({ hours: usage, beta: ({ left }) => (left ? 'x' : 'y') }));
    expect((await draft(text, { label: 'beta=x' })).profile.label).toEqual({
      column: 'beta',
      positive: ['x'],
      negative: ['y'],
    });
  });

  it('says so where the label has one value only', async () => {
    const text = csvOf(makeTable({ hours: usage, churn: () => 0 }));
    await expect(draft(text, { label: 'churn' })).rejects.toThrow(/one value only \(0\)/);
  });
});
