import { describe, expect, it } from '@jest/globals';
import { codesOf, csvOf, draft, kindsOf, type MadeCustomer, makeTable } from './shapes.ts';

const usage = ({ random, left }: MadeCustomer) => (random() * 40 + (left ? 0 : 8)).toFixed(2);
const monthly = ({ random }: MadeCustomer) => (5 + random() * 90).toFixed(2);
const churn = ({ left }: MadeCustomer) => (left ? 1 : 0);

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
