import { describe, expect, it } from '@jest/globals';
import { bytes, duration, money, percent } from '../../../local/cli/output/format.ts';
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
});
