import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { parquetMetadata } from 'hyparquet';
import { spreadsheetLine } from '../../../core/intake/csv-writer.ts';
import { parquetText } from '../../../core/parquet/parquet-text.ts';
import { scoreParquet } from '../../../core/parquet/score-parquet.ts';
import { randomReadOfBytes, textOf } from './fixture.ts';

const header = 'customer_id,probability,tier,percentile,value_at_risk,currency,play,reason_1,warnings\n';

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}

async function parquetOf(csv: string, minorDigits: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of scoreParquet(pieces(csv), minorDigits)) parts.push(part);
  return Buffer.concat(parts);
}

describe('scoreParquet', () => {
  it('keeps figures and texts, null where nothing is known, and ids to the letter', async () => {
    const lines = [
      ['=1+1', '0.912345', 'high', '99.1', '1234.50', 'USD', 'Call, "now"', '-2 months', 1],
      ['-12', '0.000001', 'low', null, null, null, null, null, 0],
      ["'quoted", '1.000000', 'medium', '0.0', '-0.05', 'USD', null, '한국어', 12],
    ];
    const bytes = await parquetOf(header + lines.map(spreadsheetLine).join(''), 2);
    const [, ...rows] = parse(await textOf(parquetText(randomReadOfBytes(bytes), '.')));
    expect(rows).toEqual([
      ['=1+1', '0.912345', 'high', '99.1', '1234.5', 'USD', 'Call, "now"', '-2 months', '1'],
      ['-12', '0.000001', 'low', '', '', '', '', '', '0'],
      ["'quoted", '1', 'medium', '0', '-0.05', 'USD', '', '한국어', '12'],
    ]);
    const types = parquetMetadata(Uint8Array.from(bytes)).schema.map(({ name, type, converted_type }) => [
      name,
      type,
      converted_type,
    ]);
    expect(types.slice(1, 6)).toEqual([
      ['customer_id', 'BYTE_ARRAY', 'UTF8'],
      ['probability', 'DOUBLE', undefined],
      ['tier', 'BYTE_ARRAY', 'UTF8'],
      ['percentile', 'DOUBLE', undefined],
      ['value_at_risk', 'INT64', 'DECIMAL'],
    ]);
  });

  it('counts whole amounts in currencies without cents', async () => {
    const bytes = await parquetOf(
      'customer_id,probability,tier,percentile,value_at_risk,currency,warnings\na,0.5,low,,12000,KRW,0\n',
      0,
    );
    expect(parse(await textOf(parquetText(randomReadOfBytes(bytes), '.')))[1]).toEqual([
      'a',
      '0.5',
      'low',
      '',
      '12000',
      'KRW',
      '0',
    ]);
  });

  it('writes row groups as it goes, and a file of no rows too', async () => {
    const rows = 150_000;
    let csv = header;
    for (let row = 0; row < rows; row++) csv += `c${row},0.${100_000 + row},low,,,,,,0\n`;
    let parts = 0;
    for await (const part of scoreParquet(pieces(csv), 2)) if (part.length > 0) parts += 1;
    expect(parts).toBe(4); // three groups and the directory
    const bytes = await parquetOf(csv, 2);
    const metadata = parquetMetadata(Uint8Array.from(bytes));
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([65_536, 65_536, 18_928]);
    const lines = (await textOf(parquetText(randomReadOfBytes(bytes), '.'))).split('\n');
    expect(lines).toHaveLength(rows + 2);
    expect(lines[rows]).toBe('c149999,0.249999,low,,,,,,0');

    expect(Number(parquetMetadata(Uint8Array.from(await parquetOf(header, 2))).num_rows)).toBe(0);
  });
});
