import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { parquetText } from '../../../core/parquet/parquet-text.ts';
import { fixture, randomReadOfBytes, textOf } from './fixture.ts';

const rowsOf = (csv: string): string[][] => parse(csv, { relax_column_count: true });
const oneLine = (value: string | null): string => (value ?? '').replaceAll(/\r\n|[\r\n\0]/g, ' ');
const converted = async (name: string, mark: '.' | ',' = '.'): Promise<string> =>
  textOf(parquetText(randomReadOfBytes(await fixture(name)), mark));

describe('parquetText', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'v2'])(
    'gives every type the text that a CSV would have, from files with %s',
    async (codec) => {
      const found = rowsOf(await converted(`types-${codec}.parquet`));
      const expected = rowsOf((await fixture('types.csv')).toString());
      expect(found.length).toBe(301);
      for (const [line, fields] of expected.entries()) expect(found[line]).toEqual(fields);
    },
  );

  it('reads the timestamps of old writers', async () => {
    expect(rowsOf(await converted('int96.parquet'))).toEqual(rowsOf((await fixture('int96.csv')).toString()));
  });

  it('writes every row on one line, whatever its texts hold', async () => {
    const text = await converted('types-snappy.parquet');
    expect(text.split('\n')).toHaveLength(302); // header, rows, and nothing after the last line end
    expect(text).not.toContain('\r');
  });

  it('writes numbers with the decimal mark of the profile', async () => {
    const [header = [], ...rows] = rowsOf(await converted('customers.parquet', ','));
    const monthly = header.indexOf('monthly');
    expect(rows[1]?.[monthly]).toBe('5,37');
    expect(rows.map((row) => row[header.indexOf('tenure')]).slice(0, 3)).toEqual(['', '1', '2']); // whole, though floats
    expect(rows.map((row) => row[header.indexOf('churned')]).slice(3, 5)).toEqual(['false', 'true']);
  });

  it('gives back what was written: any text on one line, any number, nulls, in any row groups', async () => {
    const text = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', ',', '\n', ' ', '\t;|')));
    const number = fc.option(fc.double({ noNaN: true }));
    const rows = fc.array(fc.tuple(text, number, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (made, rowGroupSize, packed) => {
        const columnData = [
          { name: 'text', data: made.map(([value]) => value), type: 'STRING' as const, nullable: true },
          { name: 'number', data: made.map(([, value]) => value), type: 'DOUBLE' as const, nullable: true },
          { name: 'whole', data: made.map(([, , value]) => value), type: 'INT64' as const },
        ];
        const codec = packed ? ('SNAPPY' as const) : ('UNCOMPRESSED' as const);
        const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize, codec }));
        const [, ...found] = rowsOf(await textOf(parquetText(randomReadOfBytes(bytes), '.')));
        expect(found).toEqual(
          made.map(([value, double, whole]) => [oneLine(value), double === null ? '' : String(double), String(whole)]),
        );
      }),
    );
  });

  it('reads no more at once than a page or so of every column', async () => {
    const bytes = await fixture('types-none.parquet');
    const whole = randomReadOfBytes(bytes);
    let most = 0;
    const watched = {
      ...whole,
      read: (start: number, end: number) => {
        most = Math.max(most, end - start);
        return whole.read(start, end);
      },
    };
    for await (const _ of parquetText(watched, '.'));
    const directory = bytes.readUInt32LE(bytes.length - 8) + 8;
    expect(most).toBeLessThanOrEqual(Math.max(directory, 65_536));
  });

  it.each([
    ['nested.parquet', '"list" (a list), "struct" (nested), "raw"'],
    ['encrypted-footer.parquet', 'encrypted'],
    ['encrypted-column.parquet', '"b" is encrypted'],
  ])('refuses %s, saying why', async (name, why) => {
    await expect(converted(name)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining(why),
    });
  });

  it('refuses a file cut anywhere', async () => {
    const bytes = await fixture('types-zstd.parquet');
    for (let length = 4; length < bytes.length; length += 997) {
      const cut = parquetText(randomReadOfBytes(bytes.subarray(0, length)), '.');
      await expect(textOf(cut)).rejects.toMatchObject({ code: 'unreadable-file' });
    }
  });

  it('refuses damage or gives some text, and throws nothing else', async () => {
    const bytes = await fixture('types-snappy.parquet');
    let refused = 0;
    for (let at = 4; at < bytes.length - 8; at += 211) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xa7, at, at + 8);
      const outcome = await textOf(parquetText(randomReadOfBytes(damaged), '.')).catch((error: unknown) => error);
      if (typeof outcome === 'string') continue;
      expect(outcome).toMatchObject({ code: 'unreadable-file' });
      refused += 1;
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('hands on what goes wrong with reading', async () => {
    const bytes = await fixture('types-none.parquet');
    const { read } = randomReadOfBytes(bytes);
    let reads = 0;
    const failing = {
      sizeBytes: bytes.length,
      read: (start: number, end: number) => (++reads > 5 ? Promise.reject(new Error('no network')) : read(start, end)),
    };
    await expect(textOf(parquetText(failing, '.'))).rejects.toThrow('no network');
  });
});
