import { describe, expect, it } from '@jest/globals';
import { codesOf, csvOf, draft, kindsOf, type MadeCustomer, makeTable } from '../shapes.ts';

const usage = ({ random, left }: MadeCustomer) => (random() * 40 + (left ? 0 : 8)).toFixed(2);
const monthly = ({ random }: MadeCustomer) => (5 + random() * 90).toFixed(2);
const churn = ({ left }: MadeCustomer) => (left ? 1 : 0);
const isoDate = (random: () => number) => new Date(1.6e12 + random() * 1e11).toISOString().slice(0, 10);

describe('draftProfile, on columns that must not be features', () => {
  it('sees through a bank table with row number, surname and a label of 0 and 1', async () => {
    const drafted = await draft(
      csvOf(
        makeTable({
          RowNumber: ({ row }) => row + 1,
          CustomerId: ({ row }) => 15_565_701 + ((row * 7_919) % 600),
          Surname: ({ row }) => `Name${row % 400}`,
          CreditScore: ({ random }) => 350 + Math.floor(random() * 500),
          Geography: ({ pick }) => pick('France', 'Spain', 'Germany'),
          Age: ({ random, left }) => 18 + Math.floor(random() * 50) + (left ? 8 : 0),
          Balance: ({ random, row }) => (row % 3 === 0 ? 0 : (random() * 2e5).toFixed(2)),
          HasCrCard: ({ pick }) => pick('0', '1'),
          Exited: churn,
        }),
      ),
    );
    expect(drafted.profile.id.column).toBe('CustomerId');
    expect(codesOf(drafted)).toEqual({ RowNumber: 'id-like', Surname: 'person' });
    expect(kindsOf(drafted)).toEqual({
      CreditScore: 'number',
      Geography: 'category',
      Age: 'number',
      Balance: 'number',
      HasCrCard: 'category',
    });
    expect(drafted.profile.features.map(({ name, changeable }) => [name, changeable])).toEqual(
      expect.arrayContaining([
        ['Age', false],
        ['Geography', false],
      ]),
    );
  });

  it('finds what another model said', async () => {
    const drafted = await draft(
      csvOf(
        makeTable({
          CLIENTNUM: ({ row }) => 700_000 + row * 3,
          Attrition_Flag: ({ left }) => (left ? 'Attrited Customer' : 'Existing Customer'),
          Months_on_book: ({ random }) => 12 + Math.floor(random() * 40),
          Total_Trans_Ct: ({ random, left }) => Math.floor(random() * 80) + (left ? 0 : 25),
          Naive_Bayes_Classifier_1: ({ left, random }) => (left ? 0.99 - random() / 100 : random() / 100).toFixed(6),
          Naive_Bayes_Classifier_2: ({ left, random }) => (left ? random() / 100 : 0.99 - random() / 100).toFixed(6),
        }),
      ),
    );
    expect(codesOf(drafted)).toEqual({
      Naive_Bayes_Classifier_1: 'model-output',
      Naive_Bayes_Classifier_2: 'model-output',
    });
    expect(drafted.profile.excluded[0]?.reason).toMatch(/ROC AUC of (1\.000|0\.99)/);
    expect(kindsOf(drafted)).toEqual({ Months_on_book: 'number', Total_Trans_Ct: 'number' });
    expect(drafted.profile.segments.at(-1)).toMatchObject({ feature: 'Months_on_book' });
  });

  it('finds what is known only after leaving, copies of the label and perfect tells', async () => {
    const drafted = await draft(
      csvOf(
        makeTable({
          account: ({ row }) => `A${row}`,
          plan: ({ pick }) => pick('Basic', 'Plus', 'Pro'),
          mrr: monthly,
          churn_date: ({ left, random }) => (left ? isoDate(random) : ''),
          cancel_reason: ({ left, pick }) => (left ? pick('price', 'moved', 'other') : 'N/A'),
          exit_survey: ({ left, pick }) => (left ? pick('sent', 'answered') : 'not applicable'),
          next_invoice: ({ left, random }) => (left ? '' : Math.round(random() * 900)),
          state: ({ left }) => (left ? 'closed' : 'open'),
          days_to_end: ({ left, random }) => (left ? random() * 10 : 100 + random() * 50).toFixed(3),
          churned: ({ left }) => (left ? 'yes' : 'no'),
        }),
      ),
    );
    expect(codesOf(drafted)).toEqual({
      churn_date: 'after-leaving',
      cancel_reason: 'after-leaving',
      exit_survey: 'label-copy',
      next_invoice: 'after-leaving',
      state: 'label-copy',
      days_to_end: 'separates-perfectly',
    });
    expect(kindsOf(drafted)).toEqual({ plan: 'category', mrr: 'number' });
    expect(drafted.profile.excluded[0]?.reason).toMatch(/Filled in for \d+ customers who left and 0 who stayed/);
    expect(drafted.profile.money).toEqual({ column: 'mrr', per: 'month' });
  });

  it('leaves out constants, empty columns, copies, people and texts', async () => {
    const drafted = await draft(
      csvOf(
        makeTable({
          cust_id: ({ row }) => row * 3 + 1,
          brand: () => 'Acme',
          fax: ({ row }) => (row === 5 ? 'yes' : ''),
          empty: () => '',
          hours: usage,
          hours2: ({ row }) => row % 17,
          weeks: ({ row }) => row % 17,
          contact_email: ({ row }) => `p${row}@example.org`,
          phone: ({ random }) => `+49 30 ${Math.floor(1e6 + random() * 8e6)}`,
          city_text: ({ row }) => `Town ${row % 250}`,
          churn,
        }),
      ),
    );
    expect(codesOf(drafted)).toEqual({
      brand: 'constant',
      fax: 'mostly-missing',
      empty: 'mostly-missing',
      weeks: 'duplicate',
      contact_email: 'person',
      phone: 'person',
      city_text: 'free-text',
    });
    expect(kindsOf(drafted)).toEqual({ hours: 'number', hours2: 'number' });
  });

  it('keeps honest strong columns', async () => {
    const table = makeTable(
      {
        risk_class: ({ pick, left }) => (left ? pick('high', 'high', 'low') : pick('low', 'low', 'high')),
        satisfaction_score: ({ pick, left }) => (left ? pick('1', '2', '3') : pick('3', '4', '5')),
        score: ({ random, left }) => (random() + (left ? 0.4 : 0)).toFixed(4),
        tickets: ({ random, left }) => Math.floor(random() * 5) + (left ? 3 : 0),
        churn,
      },
      2_000,
    );
    expect(codesOf(await draft(csvOf(table)))).toEqual({});
  });

  it('says that nothing is left to learn from', async () => {
    const text = csvOf(makeTable({ id: ({ row }) => row, same: () => 'x', churn }));
    await expect(draft(text)).rejects.toMatchObject({ code: 'nothing-to-learn' });
  });
});
