import { describe, expect, it } from '@jest/globals';
import { codesOf, csvOf, draft, kindsOf, type MadeCustomer, makeTable } from './shapes.ts';

const usage = ({ random, left }: MadeCustomer) => (random() * 40 + (left ? 0 : 8)).toFixed(2);
const monthly = ({ random }: MadeCustomer) => (5 + random() * 90).toFixed(2);
const churn = ({ left }: MadeCustomer) => (left ? 1 : 0);
const isoDate = (random: () => number) => new Date(1.6e12 + random() * 1e11).toISOString().slice(0, 10);

const dates = (order: 'dmy' | 'mdy' | 'ymd') => (random: () => number) => {
  const [y, m, d] = isoDate(random).split('-');
  return { dmy: `${d}.${m}.${y}`, mdy: `${m}/${d}/${y}`, ymd: `${y}-${m}-${d} 10:00:00` }[order];
};

describe('draftProfile, on the dialects of the world', () => {
  it('reads semicolons, decimal commas, CRLF and a byte order mark', async () => {
    const table = makeTable({
      Kundennummer: ({ row }) => `K-${row * 37}`,
      MonatlicheKosten: (c) => monthly(c).replace('.', ','),
      monthly_fee: (c) => `€ ${monthly(c).replace('.', ',')}`,
      Churn: ({ left }) => (left ? 'true' : 'FALSE'),
    });
    const { profile, notes } = await draft(`\uFEFF${csvOf(table, ';', '\r\n')}`);
    expect(profile).toMatchObject({
      decimal: ',',
      currency: 'EUR',
      id: { column: 'Kundennummer' },
      label: { column: 'Churn', positive: ['true'], negative: ['FALSE'] },
      money: { column: 'monthly_fee', per: 'month' },
    });
    expect(profile.features.map(({ name, kind }) => [name, kind])).toEqual([
      ['MonatlicheKosten', 'number'],
      ['monthly_fee', 'number'],
    ]);
    expect(notes.join(' ')).toMatch(/decimal comma/);
  });

  it('reads tabs and quoted fields of several lines', async () => {
    const table = makeTable({
      subscriber_id: ({ row }) => `00${row}`.slice(-3) + row,
      note: ({ row, random }) => `line one ${row}\nline "two" ${random()} and more words`,
      hours: usage,
      churned: ({ left }) => (left ? 'Yes' : 'No'),
    });
    const drafted = await draft(csvOf(table, '\t'));
    expect(drafted.profile.id.column).toBe('subscriber_id');
    expect(kindsOf(drafted)).toEqual({ hours: 'number' });
    expect(codesOf(drafted)).toEqual({ note: 'free-text' });
    expect(drafted.profile.excluded[0]?.reason).toMatch(/600 different texts in 600 rows/);
  });

  it('takes blank texts for missing, so that a column of numbers stays one', async () => {
    const table = makeTable({
      total: (c) => (c.row % 50 === 0 ? ' ' : usage(c)),
      spent: (c) => (c.row % 30 === 0 ? 'unknown' : usage(c)),
      grouped: ({ row }) => (1_000 + row * 7).toLocaleString('en-US'),
      share: ({ random }) => `${Math.round(random() * 100)}%`,
      churn,
    });
    const drafted = await draft(csvOf(table));
    expect(kindsOf(drafted)).toEqual({ total: 'number', spent: 'number', grouped: 'number', share: 'number' });
    expect(drafted.profile.missing).toContain('unknown');
    expect(drafted.profile.features.at(-1)).toMatchObject({ unit: '%' });
    expect(drafted.notes.join(' ')).toMatch(/Taken for missing.*unknown/);
  });
});

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

describe('draftProfile, on ids', () => {
  it.each([
    ['customer_no', ({ row }: MadeCustomer) => 15_634_602 + row * 13],
    ['CustomerId', ({ row }: MadeCustomer) => `${row}`.padStart(8, '0')],
    ['uuid', ({ row }: MadeCustomer) => `${row.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`],
    ['reference', ({ row }: MadeCustomer) => `R${row * 31}`],
    ['email', ({ row }: MadeCustomer) => `person${row}@example.org`],
  ])('takes %s', async (name, value) => {
    const drafted = await draft(csvOf(makeTable({ row: ({ row }) => row + 1, [name]: value, hours: usage, churn })));
    expect(drafted.profile.id.column).toBe(name);
    expect(codesOf(drafted)).toEqual({ row: 'id-like' });
    expect(kindsOf(drafted)).toEqual({ hours: 'number' });
  });

  it('takes a customer number that several rows bear, and asks about it', async () => {
    const table = makeTable({
      customer_id: ({ row }) => row % 150,
      shop_id: ({ row }) => row % 7,
      hours: usage,
      churn,
    });
    const drafted = await draft(csvOf(table));
    expect(drafted.profile.id.column).toBe('customer_id');
    expect(kindsOf(drafted)).toEqual({ shop_id: 'category', hours: 'number' });
    expect(drafted.notes.join(' ')).toMatch(/450 rows bear an id that an earlier row has/);
  });

  it('warns of ids that are personal data', async () => {
    const { notes } = await draft(csvOf(makeTable({ Phone: ({ row }) => `382-${row + 1_000}`, hours: usage, churn })));
    expect(notes.join(' ')).toMatch(/personal data/);
  });

  it('does without, and says so', async () => {
    const { profile, notes } = await draft(
      csvOf(makeTable({ hours: usage, plan: ({ pick }) => pick('A', 'B', 'C'), churn })),
    );
    expect(profile.id.column).toBeNull();
    expect(notes.join(' ')).toMatch(/ids are made from line numbers/);
  });

  it('takes the one that the person names and refuses one that is not there', async () => {
    const text = csvOf(makeTable({ a: ({ row }) => row, customer_id: ({ row }) => row + 9, hours: usage, churn }));
    expect((await draft(text, { id: 'a' })).profile.id.column).toBe('a');
    await expect(draft(text, { id: 'zz' })).rejects.toThrow(/no column "zz"/);
    await expect(draft(text, { money: 'zz' })).rejects.toMatchObject({ code: 'invalid-profile' });
  });
});

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

describe('draftProfile, on dates', () => {
  it.each(['dmy', 'mdy', 'ymd'] as const)('tells the order %s and ages by the day of observation', async (order) => {
    const text = csvOf(
      makeTable({
        signup_date: ({ random }) => dates(order)(random),
        snapshot_date: () => ({ dmy: '30.06.2026', mdy: '06/30/2026', ymd: '2026-06-30' })[order],
        hours: usage,
        churn,
      }),
    );
    const { profile } = await draft(text);
    expect(profile).toMatchObject({ snapshotColumn: 'snapshot_date', snapshotFormat: order });
    expect(profile.features[0]).toMatchObject({ name: 'signup_date', kind: 'date', format: order, changeable: false });
  });

  it('leaves dates out where nothing tells when the row was true, and says how to use them', async () => {
    const drafted = await draft(csvOf(makeTable({ joined: ({ random }) => isoDate(random), hours: usage, churn })));
    expect(codesOf(drafted)).toEqual({ joined: 'date-without-snapshot' });
    expect(drafted.notes.join(' ')).toMatch(/snapshot_date/);
  });
});

describe('draftProfile, on the whole', () => {
  it('gives words, segments and plays, and the same draft every time', async () => {
    const text = csvOf(
      makeTable({
        customerKey: ({ row }) => `c${row}`,
        planTier: ({ pick }) => pick('S', 'M', 'L'),
        SupportTicketsLast90d: ({ random }) => Math.floor(random() * 6),
        yearly_price: monthly,
        tenure_months: ({ random }) => Math.floor(random() * 60),
        churn,
      }),
    );
    const drafted = await draft(text, { name: 'Müller & Söhne 2026!', currency: 'CHF' });
    expect(drafted.profile.name).toBe('mu-ller-so-hne-2026');
    expect(drafted.profile.currency).toBe('CHF');
    expect(drafted.profile.money).toEqual({ column: 'yearly_price', per: 'year' });
    expect(drafted.profile.features.map(({ label }) => label.en)).toEqual([
      'Plan tier',
      'Support tickets last90d',
      'Yearly price',
      'Tenure months',
    ]);
    expect(drafted.profile.segments.map(({ feature }) => feature)).toEqual(['planTier', 'tenure_months']);
    expect(drafted.profile.plays.map(({ id }) => id)).toEqual(['solve-support', 'right-size-price']);
    expect(await draft(text, { name: 'Müller & Söhne 2026!', currency: 'CHF' })).toEqual(drafted);
  });

  it('looks at no more rows than it says', async () => {
    const table = makeTable({ hours: usage, churn }, 100_050);
    const { notes } = await draft(csvOf(table));
    expect(notes.join(' ')).toMatch(/first 100,000 rows/);
  });

  it.each([
    ['a,a,churn\n1,2,0\n', 'unreadable-file', /a more than once/],
    ['a,churn\n', 'unreadable-file', /no rows/],
    ['', 'unreadable-file', /empty/],
  ])('refuses %j', async (text, code, words) => {
    await expect(draft(text)).rejects.toMatchObject({ code });
    await expect(draft(text)).rejects.toThrow(words);
  });
});
