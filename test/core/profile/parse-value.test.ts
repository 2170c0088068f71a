import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDay } from '../../../core/profile/parse-date.ts';
import { numberReader } from '../../../core/profile/parse-number.ts';
import { featureReader, labelReader, moneyReader, snapshotReader } from '../../../core/profile/parse-value.ts';
import { madeProfile } from './made-profile.ts';

const point = numberReader({ decimal: '.', currency: 'USD' });
const comma = numberReader({ decimal: ',', currency: 'EUR' });

function reader(name: string, changes: Record<string, unknown> = {}) {
  const profile = madeProfile(changes);
  const feature = profile.features.find((one) => one.name === name);
  if (!feature) throw new Error(`the profile has no ${name}`);
  return featureReader(feature, profile);
}

describe('numberReader', () => {
  it.each([
    ['12', 12],
    ['-3.50', -3.5],
    ['+7', 7],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1_000],
    ['2.5E-2', 0.025],
    ['1,234', 1_234],
    ['1,234,567.89', 1_234_567.89],
    ["1'234.5", 1_234.5],
    ['1\u00a0234', 1_234],
    ['12 345 678', 12_345_678],
    ['$1,234.50', 1_234.5],
    ['-$5', -5],
    ['$ -5', -5],
    ['12.5 €', 12.5],
    ['USD 12', 12],
    ['12 USD', 12],
    ['₩9,900', 9_900],
    ['\u22125', -5],
    ['-0', 0],
  ])('reads %j as %d', (text, number) => {
    expect(point(text)).toBe(number);
  });

  it.each([
    ['1,5', 1.5],
    ['1.234,56', 1_234.56],
    ['1.234', 1_234],
    ['-12,5 €', -12.5],
    [',5', 0.5],
    ['1,5e2', 150],
  ])('reads %j with a decimal comma as %d', (text, number) => {
    expect(comma(text)).toBe(number);
  });

  it.each([
    '12 months',
    '1,5',
    '1,23,456',
    'Infinity',
    '-inf',
    '1e999',
    'abc',
    '0x10',
    '1_000',
    '12%',
    '--5',
    '-$-5',
    'EUR 5',
    '1.2.3',
    '٣',
    '5 5',
  ])('refuses %j, saying what it found and expected', (text) => {
    expect(point(text)).toEqual({ found: JSON.stringify(text), expected: 'a number' });
  });

  it.each(['1.5', '12.34', '1,234.5'])('refuses %j where the decimal mark is a comma', (text) => {
    expect(comma(text)).toMatchObject({ expected: 'a number with a decimal comma' });
  });

  it('takes percent signs only where the unit is percent', () => {
    expect(numberReader({ decimal: '.', percent: true })('12.5 %')).toBe(12.5);
    expect(
      reader('share', { features: [{ ...madeProfile().features[0], name: 'share', unit: '%' }] })('45%', null),
    ).toBe(45);
  });

  it('reads back any finite number in its shortest form', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(point(String(number))).toBe(number === 0 ? 0 : number);
        expect(comma(String(number).replace('.', ','))).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it('reads back what people write with thousands separators', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        const amount = cents / 100;
        const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
        expect(point(amount.toLocaleString('en-US', digits))).toBeCloseTo(amount, 6);
        expect(comma(amount.toLocaleString('de-DE', digits))).toBeCloseTo(amount, 6);
      }),
    );
  });
});

describe('parseDay', () => {
  it.each([
    ['2024-02-29', 'ymd', 19_782],
    ['2024/02/29', 'dmy', 19_782],
    ['20240229', 'ymd', 19_782],
    ['2024-02-29T23:59:59.123Z', 'ymd', 19_782],
    ['2024-02-29 23:59:59+09:00', 'ymd', 19_782],
    ['29.02.2024', 'dmy', 19_782],
    ['29/2/2024 7:05 PM', 'dmy', 19_782],
    ['2-29-2024', 'mdy', 19_782],
    ['1970-01-01', 'ymd', 0],
    ['0033-05-01', 'ymd', -707_354],
  ] as const)('reads %s as %s', (text, order, day) => {
    expect(parseDay(text, order)).toBe(day);
  });

  it.each([
    ['2023-02-29', 'ymd'],
    ['31.04.2024', 'dmy'],
    ['13/13/2024', 'mdy'],
    ['00.01.2024', 'dmy'],
    ['01/02/24', 'mdy'],
    ['29.02.2024', 'ymd'],
    ['2024-02/29', 'ymd'],
    ['yesterday', 'ymd'],
    ['', 'ymd'],
  ] as const)('refuses %s as %s', (text, order) => {
    expect(parseDay(text, order)).toMatchObject({ expected: expect.stringMatching(/^a date such as/) });
  });

  it('agrees with the calendar for every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => {
        expect(parseDay(new Date(day * 86_400_000).toISOString(), 'ymd')).toBe(day);
      }),
    );
  });
});

describe('featureReader', () => {
  it.each(['', '  ', '\u00a0', 'NA', 'n/a', ' NaN ', 'NULL', '-', '?', 'none'])('takes %j for missing', (text) => {
    expect(reader('hours')(text, null)).toBeNull();
  });

  it('takes a missing text for a value where the profile lists it', () => {
    expect(reader('plan')('none', null)).toBe('None');
    expect(reader('plan')('NA', null)).toBeNull();
  });

  it('refuses numbers out of bounds', () => {
    expect(reader('hours')('1', null)).toBe(1);
    expect(reader('hours')('168', null)).toBe(168);
    expect(reader('hours')('0.99', null)).toEqual({ found: '"0.99"', expected: 'a number from 1 to 168' });
    expect(reader('hours')('169', null)).toMatchObject({ found: '"169"' });
  });

  it.each([
    [' basic\u00a0', 'Basic'],
    ['PRO', 'Pro'],
    ['Gold', 'Gold'],
  ])('reads the category %j as %j', (text, value) => {
    expect(reader('plan')(text, null)).toBe(value);
  });

  it('matches numbers among categories by value', () => {
    expect(reader('flag')('1.0', null)).toBe('1');
    expect(reader('flag')('0.00', null)).toBe('0');
    expect(reader('flag')('2.0', null)).toBe('2.0');
  });

  it('refuses a category text that no one could list', () => {
    expect(reader('plan')('x'.repeat(201), null)).toMatchObject({ expected: 'a text of at most 200 characters' });
  });

  it('ages dates in whole days, negative for what is to come', () => {
    expect(reader('joined')('29.02.2024', 19_783)).toBe(1);
    expect(reader('joined')('2024-03-05', 19_783)).toBe(-4);
    expect(reader('joined')('30.02.2024', 19_783)).toMatchObject({ expected: 'a date such as 31/01/2026' });
    expect(reader('joined')('29.02.2024', null)).toMatchObject({ expected: 'a row with a date in day' });
    expect(reader('joined')('', null)).toBeNull();
  });
});

describe('the readers of label, money and snapshot', () => {
  it('tell who left', () => {
    const read = labelReader(madeProfile());
    expect([read('YES'), read(' no '), read('')]).toEqual([1, 0, null]);
    expect(read('maybe')).toEqual({ found: '"maybe"', expected: 'yes (left) or no (stayed)' });
    const numeric = labelReader(madeProfile({ label: { column: 'churn', positive: ['1'], negative: ['0'] } }));
    expect([numeric('1.0'), numeric('0')]).toEqual([1, 0]);
  });

  it('refuse amounts below zero', () => {
    const read = moneyReader(madeProfile());
    expect([read('$9.99'), read('0'), read('')]).toEqual([9.99, 0, null]);
    expect(read('-1')).toMatchObject({ expected: 'a number of at least 0' });
  });

  it('read the day of observation in its own order', () => {
    expect(snapshotReader(madeProfile())('2024-02-29')).toBe(19_782);
    expect(snapshotReader(madeProfile({ snapshotFormat: 'mdy' }))('02/29/2024')).toBe(19_782);
  });
});
