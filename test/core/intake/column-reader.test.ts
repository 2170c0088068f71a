import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planColumns } from '../../../core/intake/check-header.ts';
import { columnRoles, scannedColumns } from '../../../core/intake/column-roles.ts';
import { CsvScanner, mostRows } from '../../../core/intake/kernel/csv/csv-scanner.ts';
import { testProfile } from '../../support/profile.ts';
import { diceOf, readWild, wildText } from '../../support/wild-csv.ts';

/** A wild text whose lines are said so often that it is read in several segments and batches. */
function repeated(seed: number): ReturnType<typeof wildText> {
  const text = wildText(diceOf(seed));
  const times = Math.ceil(300_000 / (text.bytes.length + 1));
  const one = new Uint8Array(text.bytes.length + 1);
  one.set(text.bytes);
  one[text.bytes.length] = text.layout.newline.charCodeAt(0);
  const bytes = new Uint8Array(one.length * times);
  for (let at = 0; at < bytes.length; at += one.length) bytes.set(one, at);
  return { ...text, bytes };
}

async function compareLong(text: ReturnType<typeof wildText>): Promise<void> {
  const expected = await readWild(text, 'rows', 70_001);
  const found = await readWild(text, 'columns', 70_001);
  expect(found?.rows.length).toBe(expected?.rows.length);
  expect(found?.rows.findIndex((row, at) => JSON.stringify(row) !== JSON.stringify(expected?.rows[at]))).toBe(-1);
  expect(found?.aside.length).toBe(expected?.aside.length);
  expect(found?.aside.findIndex((row, at) => JSON.stringify(row) !== JSON.stringify(expected?.aside[at]))).toBe(-1);
  expect(found?.blankRows).toBe(expected?.blankRows);
}

describe('columns', () => {
  it('hold the very rows that the row-wise reader gives, and set the same aside', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const text = wildText(diceOf(seed));
        expect(await readWild(text, 'columns', 1 << 20)).toEqual(await readWild(text, 'rows', 1 << 20));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([1, 2, 3, 5, 8, 13])('does so over segments and batches of a long file (%i)', async (seed) => {
    await compareLong(repeated(seed));
  });

  it.each([1, 2, 3, 5, 8, 13])('does so where later segments hold what the scanner cannot read (%i)', async (seed) => {
    for (const byte of [0xff, 34]) {
      const text = repeated(seed);
      for (let at = 80_000; at < text.bytes.length; at += 60_000) text.bytes[at] = byte; // no UTF-8; a quote that stays open
      await compareLong(text);
    }
  });
});

describe('the scanner', () => {
  const header = ['id', 'tickets', 'fee', 'plan', 'unused', 'joined', 'seen'];
  const layout = { header, delimiter: ',', newline: '\n' } as const;
  const columns = scannedColumns(columnRoles(testProfile, planColumns(layout, testProfile, false)), header.length);

  function scan(text: string) {
    const scanner = CsvScanner.create(columns, { ...layout, decimal: '.' });
    if (!scanner) throw new Error('This engine has no SIMD.');
    scanner.load(new TextEncoder().encode(text));
    return { scanner, scanned: scanner.scan(0, 2) };
  }

  it('reads plain rows by itself, quoted ones too, and leaves only dates to others', () => {
    const row = 'C-0000001,3,-0.10,"basic",12.5,2024-01-01,2024-02-01\r\n';
    const { scanner, scanned } = scan(row.repeat(5000));
    expect(scanned).toMatchObject({ rowCount: mostRows, cellCount: 3 * mostRows, hard: false });
    expect(scanner.numbers(1)[7]).toBe(3);
    expect(scanner.numbers(4)[2000]).toBe(12.5);
    expect(scanner.codes(3)[1]).toBe(0);
  });

  it('rounds as the language does, whatever the number of digits it takes upon itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(18), fc.boolean(), (digits, places, negative) => {
        const body = digits.toString().padStart(places + 1, '0');
        const point = body.length - places;
        const text = `${negative ? '-' : ''}${body.slice(0, point)}.${body.slice(point)}`;
        const { scanner, scanned } = scan(`C-0000001,1,1,basic,${text},x,x\n`);
        if (scanned.cellCount > 2) return;
        expect(scanner.numbers(4)[0]).toBe(Number(text) === 0 ? 0 : Number(text));
      }),
    );
  });
});
