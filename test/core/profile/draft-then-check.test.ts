import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../core/errors.ts';
import { checkFile } from '../../../core/intake/check-file.ts';
import { generateStreaming } from '../../../data/generate-streaming.ts';
import { streamOf } from '../intake/bytes.ts';
import { codesOf, csvOf, draft, kindsOf, makeTable } from './shapes.ts';

const hours = ({ random }: { random: () => number }) => (random() * 40).toFixed(2);

/** The public file if it lies beside the checkout, else a made one of the same traps. */
async function realOr(name: string, made: () => string): Promise<string> {
  const path = `../shared/data/${name}`;
  return existsSync(path) ? gunzipSync(await readFile(path)).toString('utf8') : made();
}

async function draftAndCheck(text: string) {
  const drafted = await draft(text);
  const refused: string[] = [];
  const file = await checkFile(streamOf(text), {
    profile: drafted.profile,
    purpose: 'training',
    onQuarantine: (row) => void refused.push(JSON.stringify(row)),
  });
  let missing = 0;
  for await (const batch of file.rows) {
    for (const { values } of batch) missing += Object.values(values).filter((value) => value === null).length;
  }
  return { drafted, file, refused, missing };
}

describe('a drafted profile', () => {
  it('accepts every row of the file that it was drafted from', async () => {
    const text = csvOf(
      makeTable({
        id: ({ row }) => `K${row}`,
        total: (c) => (c.row % 40 === 0 ? ' ' : `${(1_000 + c.random() * 900).toLocaleString('de-DE')} €`),
        rate: ({ random }) => `${(random() * 100).toFixed(1).replace('.', ',')} %`,
        since: ({ row }) => `${1 + (row % 28)}.${1 + (row % 12)}.2020`,
        snapshot_date: () => '31.12.2025',
        offer: ({ pick }) => pick('None', 'None', 'A', 'B', ''),
        flag: ({ pick }) => pick('0.0', '1.0', ''),
        calls: ({ row }) => (row % 25 === 0 ? 'n.a.' : row % 9),
        gekündigt: ({ left }) => (left ? 'ja' : 'nein'),
        churn: ({ left }) => (left ? 'WAHR' : 'FALSCH'),
      }),
      ';',
    );
    const { drafted, refused, file, missing } = await draftAndCheck(text);
    expect(refused).toEqual([]);
    expect(file.totals.rowsAccepted).toBe(600);
    expect(drafted.profile.label).toEqual({ column: 'gekündigt', positive: ['ja'], negative: ['nein'] });
    expect(codesOf(drafted)).toEqual({ churn: 'label-copy' });
    expect(kindsOf(drafted)).toEqual({
      total: 'number',
      rate: 'number',
      since: 'date',
      offer: 'category',
      flag: 'category',
      calls: 'number',
    });
    expect(drafted.profile.features.find(({ name }) => name === 'offer')).toMatchObject({ values: ['A', 'B', 'None'] });
    expect(missing).toBeGreaterThan(15 + 24); // blanks of total, n.a. of calls
  });

  it('does so for telephone customers whose total is blank for newcomers', async () => {
    const text = await realOr('telco.csv.gz', () =>
      csvOf(
        makeTable({
          customerID: ({ row }) => `${1_000 + row}-ABCDE`,
          SeniorCitizen: ({ pick }) => pick('0', '1'),
          tenure: ({ row }) => row % 73,
          Contract: ({ pick }) => pick('Month-to-month', 'One year', 'Two year'),
          MonthlyCharges: hours,
          TotalCharges: (c) => (c.row % 73 === 0 ? ' ' : hours(c)),
          Churn: ({ left }) => (left ? 'Yes' : 'No'),
        }),
      ),
    );
    const { drafted, refused } = await draftAndCheck(text);
    expect(refused).toEqual([]);
    expect(drafted.profile).toMatchObject({
      id: { column: 'customerID' },
      label: { column: 'Churn', positive: ['Yes'], negative: ['No'] },
      money: { column: 'MonthlyCharges', per: 'month' },
      excluded: [],
    });
    expect(kindsOf(drafted)).toMatchObject({ SeniorCitizen: 'category', TotalCharges: 'number', tenure: 'number' });
  });

  it('does so for streaming subscribers', async () => {
    const text = await realOr('streaming-messy-963.csv.gz', () =>
      [...generateStreaming({ customers: 963, seed: 2, labelled: true })].join(''),
    );
    const { drafted, refused } = await draftAndCheck(text);
    expect(refused).toEqual([]);
    expect(drafted.profile.id.column).toBe('CustomerID');
    expect(drafted.profile.features).toHaveLength(19);
    expect(drafted.profile.excluded).toEqual([]);
  });

  it('or a clear refusal is all that any table gets', async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        'NA',
        '0',
        '1',
        'yes',
        'no',
        '2024-01-05',
        '05/06/2024',
        '1,5',
        '€ 3',
        '12%',
        'x@y.zz',
        'None',
      ),
      fc.string({ maxLength: 6 }),
    );
    const table = fc.integer({ min: 1, max: 6 }).chain((columns) =>
      fc.record({
        header: fc.uniqueArray(
          fc.oneof(
            fc.constantFrom('churn', 'id', 'price', 'date', 'snapshot_date', 'a b', ''),
            fc.string({ maxLength: 5 }),
          ),
          {
            minLength: columns,
            maxLength: columns,
            selector: (name) => name.trim(),
          },
        ),
        rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 60 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(table, async ({ header, rows }) => {
        try {
          const { profile } = await draft(csvOf({ header, rows }), header.includes('churn') ? { label: 'churn' } : {});
          expect(profile.features.length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          expect(['invalid-profile', 'unreadable-file', 'nothing-to-learn']).toContain(error.code);
          expect(error.message).not.toMatch(/breaks its schema/);
        }
      }),
      { numRuns: 400 },
    );
  });
});
