import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytes, count, duration, money, percent } from '../../../local/cli/output/format.ts';
import { facts, table } from '../../../local/cli/output/table.ts';
import { printable, shorten, textWidth } from '../../../local/cli/output/text-width.ts';

describe('table', () => {
  it('lines columns up, whatever the script and colours', () => {
    const rows = [
      { name: '김민수', amount: '1' },
      { name: '\u001b[31mAnn\u001b[39m', amount: '200' },
    ];
    const text = table(rows, [
      { title: 'name', cell: ({ name }) => name },
      { title: 'amount', cell: ({ amount }) => amount, align: 'right' },
    ]);
    expect(text.split('\n')).toEqual([
      'name    amount',
      '──────  ──────',
      '김민수       1',
      '\u001b[31mAnn\u001b[39m        200',
    ]);
  });

  it('sets facts below each other and leaves out what is not there', () => {
    expect(
      facts([
        ['a', '1\n2'],
        ['long', 'x'],
        ['none', undefined],
      ]),
    ).toBe('a     1\n      2\nlong  x');
  });
});

describe('text', () => {
  it('is as wide as a terminal shows it', () => {
    expect(['a', '한글', '👍🏽', 'e\u0301', ''].map(textWidth)).toEqual([1, 4, 2, 1, 0]);
    expect(shorten('한글 이름', 6)).toBe('한글…');
    expect(shorten('short', 5)).toBe('short');
  });

  it('is as wide, and cut at the same place, whether or not it is looked at letter by letter', () => {
    // A Hangul letter in front has all of it looked at letter by letter.
    const simple = fc.string({
      unit: fc.constantFrom('a', 'Z', ' ', '0', '~', '–', '…', '₩', '€', '─', '█', 'é', 'ß', '"', '·'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(simple, fc.integer({ min: 3, max: 32 }), (text, columns) => {
        expect(textWidth(text)).toBe(textWidth(`가${text}`) - 2);
        expect(`가${shorten(`x${text}`, columns - 2)}`).toBe(shorten(`가x${text}`, columns));
      }),
    );
  });

  it('cannot move the cursor or turn around', () => {
    expect(printable('a\u001b[2Jb\r\n\u202ec')).toBe('a·[2Jb···c');
  });
});

describe('figures', () => {
  it.each([
    [percent(0.1234), '12.3 %'],
    [money({ amountMinor: 123_456, currency: 'USD' }), '$1,234.56'],
    [money({ amountMinor: 12_000, currency: 'KRW' }), '₩12,000'],
    [duration(0.25), '250 ms'],
    [duration(12.34), '12.3 s'],
    [duration(119.9), '2 min 0 s'],
    [bytes(0), '0 B'],
    [bytes(1_500_000), '1.5 MB'],
  ])('%s', (found, expected) => {
    expect(found).toBe(expected);
  });

  it.each(['USD', 'EUR', 'GBP', 'JPY', 'KRW', 'CHF', 'KWD'])('of money in %s are those of Intl', (currency) => {
    const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
    const minor = 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (amountMinor) => {
        expect(money({ amountMinor, currency })).toBe(format.format(amountMinor / minor));
      }),
    );
  });

  it('of counts are those of Intl', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => expect(count(value)).toBe(value.toLocaleString('en-US'))));
    expect(count(1234.5)).toBe('1,234.5');
  });
});
