import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkFile } from '../../../core/intake/check-file.ts';
import type { CheckedRow, CheckPurpose } from '../../../core/intake/checked-row.ts';
import { QuarantinedRow } from '../../../core/intake/receipt.ts';
import type { Profile } from '../../../core/profile/profile.ts';
import { madeProfile } from '../profile/made-profile.ts';
import { streamOf } from './bytes.ts';

const header = 'id,churn,fee,day,hours,plan,flag,joined\n';
const good = '7,yes,9.99,2024-03-01,12.5,pro,1,29.02.2024\n';

async function check(text: string | Uint8Array, purpose: CheckPurpose = 'auto', profile: Profile = madeProfile()) {
  const quarantined: QuarantinedRow[] = [];
  const onQuarantine = (row: QuarantinedRow) => void quarantined.push(QuarantinedRow.parse(row));
  const file = await checkFile(streamOf(text), { profile, purpose, onQuarantine });
  const rows: CheckedRow[] = [];
  for await (const batch of file.rows) {
    rows.push(...batch);
    expect(file.totals.rowsIn).toBe(rows.length + quarantined.length);
  }
  return { file, rows, quarantined };
}

describe('checkFile', () => {
  it('gives rows as the model sees them', async () => {
    const { file, rows } = await check(header + good);
    expect(rows).toEqual([
      {
        line: 2,
        id: '7',
        label: 1,
        monthlyValueMinor: 999,
        snapshot: '2024-03-01',
        values: { hours: 12.5, plan: 'Pro', flag: '1', joined: 1 },
      },
    ]);
    expect(file).toMatchObject({ kind: 'training', labelled: true, idsFromLineNumbers: false, warnings: [] });
  });

  it('sets a row aside with all that is wrong with it, and goes on', async () => {
    const bad = '8,perhaps,-1,2024-03-01,999,pro,1,31.02.2024\n';
    const { rows, quarantined, file } = await check(`${header}${bad}1,2\n${good}"open,\n`, 'training');
    expect(rows.map(({ line }) => line)).toEqual([4]);
    expect(quarantined.map(({ line, code }) => [line, code])).toEqual([
      [2, 'invalid-value'],
      [3, 'field-count'],
      [5, 'unclosed-quote'],
    ]);
    expect(quarantined[0]?.row).toBe(bad.trim());
    expect(quarantined[0]?.issues).toEqual([
      { line: 2, field: 'churn', found: '"perhaps"', expected: 'yes (left) or no (stayed)' },
      { line: 2, field: 'hours', found: '"999"', expected: 'a number from 1 to 168' },
      { line: 2, field: 'joined', found: '"31.02.2024"', expected: 'a date such as 31/01/2026' },
      { line: 2, field: 'fee', found: '"-1"', expected: 'a number of at least 0' },
    ]);
    expect(file.totals).toMatchObject({ rowsIn: 4, rowsAccepted: 1, rowsQuarantined: 3 });
  });

  it('sets rows without id or label aside where they are needed', async () => {
    const noId = good.replace('7', ' ');
    const noLabel = good.replace('yes', 'NA');
    const { quarantined } = await check(header + good + noId + noLabel, 'training');
    expect(quarantined.map(({ line, code }) => [line, code])).toEqual([
      [3, 'missing-id'],
      [4, 'missing-label'],
    ]);
    const scoring = await check(header + good + noLabel + good.replace('yes', 'maybe'), 'scoring');
    expect(scoring.rows.map(({ label }) => label)).toEqual([1, undefined, undefined]);
  });

  it('takes a file without labels for scoring', async () => {
    const without = await check(`${header}${good}`.replace('churn,', '').replace('yes,', ''));
    expect(without.file).toMatchObject({ kind: 'scoring', labelled: false });
    expect(without.rows[0]).not.toHaveProperty('label', 1);
    const empty = await check(header + good.replace('yes', ''));
    expect(empty.file).toMatchObject({ kind: 'scoring', labelled: false });
    expect(empty.file.warnings.join(' ')).toMatch(/holds no label in the first 1 rows/);
  });

  it('makes ids from line numbers where the file has none, and says so', async () => {
    const { file, rows } = await check(`${header}\n${good}`.replace('id,', '').replace('7,', ''));
    expect(rows[0]?.id).toBe('line-3');
    expect(file.idsFromLineNumbers).toBe(true);
    expect(file.warnings).toEqual(['The file has no column "id": ids are made from line numbers.']);
  });

  it('matches column names without regard to case, warns of it and of columns it does not know', async () => {
    const { file, rows } = await check(`${header.trim().replace('hours', ' HOURS ')},note,extra\n${good.trim()},x,y\n`);
    expect(rows[0]?.values['hours']).toBe(12.5);
    expect(file.warnings).toEqual([
      'Column "HOURS" was taken for "hours".',
      '1 column is not in the profile: extra. It was left out.',
    ]);
  });

  it('keeps texts that the profile does not list', async () => {
    const { rows } = await check(header + good.replace('pro', 'Platinum'));
    expect(rows[0]?.values['plan']).toBe('Platinum');
  });

  it('leaves rows of nothing but delimiters out and counts them in a warning', async () => {
    const { file } = await check(`${header}${good},,,,,,,\n, ,,,,,,\n`);
    expect(file.totals).toMatchObject({ rowsIn: 1, rowsAccepted: 1 });
    expect(file.warnings).toEqual(['2 rows without a single value left out.']);
  });

  it('makes plain that not one row could be used', async () => {
    const { file, rows } = await check(header + good.replace('12.5', '0'));
    expect(rows).toEqual([]);
    expect(file.warnings.at(-1)).toBe(
      'Not one of the 1 rows could be used. The first, in line 2: hours: found "0", expected a number from 1 to 168.',
    );
  });

  it.each([
    ['an empty file', '', 'auto', /empty/],
    ['a header only', header, 'auto', /header and no rows/],
    [
      'a missing column',
      'id,churn,fee,day,HOURS!,flag,joined\n1,2,3,4,5,6,7\n',
      'auto',
      /lacks the 2 columns hours, plan/,
    ],
    [
      'a missing label',
      header.replace('churn', 'other') + good,
      'training',
      /lacks the column churn\. The label is needed/,
    ],
    ['an empty label', header + good.replace('yes', ''), 'training', /nothing to learn from: the label column "churn"/],
    ['a column twice', header.replace('flag', 'hours') + good, 'auto', /lacks the column flag/],
    ['a used column twice', `${header.trim()},hours\n${good.trim()},3\n`, 'auto', /names hours more than once/],
    ['another delimiter', (header + good).replaceAll(',', '^'), 'auto', /single column.*separated by something other/],
    ['no header', good + good, 'auto', /first line seems to hold data|It has 8 columns/],
    [
      'rows that do not fit the header',
      header + '1;2;3;4\n'.repeat(30),
      'auto',
      /30 of the first 30 rows.*8 fields.*Another delimiter/,
    ],
  ] as const)('refuses %s', async (_, text, purpose, words) => {
    await expect(check(text, purpose)).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(check(text, purpose)).rejects.toThrow(words);
  });

  it('names a column that was probably meant', async () => {
    const text = header.replace('hours', 'Hou-rs') + good;
    await expect(check(text)).rejects.toMatchObject({
      issues: [{ line: 1, field: 'hours', found: 'no such column, but "Hou-rs"', expected: 'a column named hours' }],
    });
  });

  it('does with a wide file of some bad rows what it does with any', async () => {
    const { rows, quarantined } = await check(header + `${good}1,2,3\n`.repeat(3_000));
    expect([rows.length, quarantined.length]).toEqual([3_000, 3_000]);
    expect(rows[2_999]?.line).toBe(6_000);
  });

  it('closes the source where the file is refused', async () => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield* streamOf('a,b\n1,2\n'.repeat(50_000));
      } finally {
        closed = true;
      }
    }
    const options = { profile: madeProfile(), purpose: 'auto', onQuarantine: () => {} } as const;
    await expect(checkFile(source(), options)).rejects.toMatchObject({ code: 'unreadable-file' });
    expect(closed).toBe(true);
  });

  it('loses no row, whatever the cells hold', async () => {
    const cell = fc.oneof(
      fc.constantFrom('', '1', 'yes', 'pro', '2024-01-01', 'NA'),
      fc.stringMatching(/^[^",\r\n\0\uFEFF]{1,5}$/),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 7, maxLength: 9 }), { minLength: 1, maxLength: 20 }),
        async (cells) => {
          const text = cells.map((row) => `x${row.join(',')}\n`).join('');
          const { rows, quarantined } = await check(header + good.repeat(5) + text, 'training');
          const lines = [...rows, ...quarantined].map(({ line }) => line).toSorted((a, b) => a - b);
          expect(lines).toEqual(Array.from({ length: 5 + cells.length }, (_, index) => index + 2));
        },
      ),
    );
  });
});
