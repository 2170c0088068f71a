import { describe, expect, it } from '@jest/globals';
import { codesOf, csvOf, draft, kindsOf, type MadeCustomer, makeTable } from '../shapes.ts';

const usage = ({ random, left }: MadeCustomer) => (random() * 40 + (left ? 0 : 8)).toFixed(2);
const churn = ({ left }: MadeCustomer) => (left ? 1 : 0);
const isoDate = (random: () => number) => new Date(1.6e12 + random() * 1e11).toISOString().slice(0, 10);
const dates = (order: 'dmy' | 'mdy' | 'ymd') => (random: () => number) => {
  const [y, m, d] = isoDate(random).split('-');
  return { dmy: `${d}.${m}.${y}`, mdy: `${m}/${d}/${y}`, ymd: `${y}-${m}-${d} 10:00:00` }[order];
};

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

  it('takes the one date that is the same in every row for the day of observation', async () => {
    const table = makeTable({
      eintritt: ({ random }) => isoDate(random),
      stand: () => '2026-06-30',
      hours: usage,
      churn,
    });
    const { profile, notes } = await draft(csvOf(table));
    expect(profile.snapshotColumn).toBe('stand');
    expect(profile.features[0]).toMatchObject({ name: 'eintritt', kind: 'date' });
    expect(notes).toContain('Day of observation: stand; dates are aged by it.');
  });

  it('leaves dates out where nothing tells when the row was true, and says how to use them', async () => {
    const drafted = await draft(csvOf(makeTable({ joined: ({ random }) => isoDate(random), hours: usage, churn })));
    expect(codesOf(drafted)).toEqual({ joined: 'date-without-snapshot' });
    expect(drafted.notes.join(' ')).toMatch(/snapshot_date/);
  });
});
