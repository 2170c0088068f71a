import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openCsv } from '../../../core/intake/csv-reader.ts';
import { csvLine } from '../../../core/intake/csv-writer.ts';
import { emptyLines, findCustomerLines } from '../../../core/intake/customer-lines.ts';
import { eraseFromDrops } from '../../../core/intake/erase-from-drops.ts';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import { type OpenRecords, openRecords } from '../../../local/records/open-records.ts';
import { aReceipt } from '../../contracts/examples.ts';
import { parquetOfCsv } from '../../support/parquet-of-csv.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

async function rowsOf(text: string) {
  const rows: { line: number; fields: readonly string[] }[] = [];
  for await (const batch of (await openCsv(chunked(text, 1 << 16))).batches) rows.push(...batch.rows);
  return rows;
}

describe('emptying the lines of a customer', () => {
  it('leaves every other row as it was, on the line where it was', async () => {
    const note = fc.constantFrom('', 'plain', 'two\nlines', 'a "quote"', 'comma, here');
    const rows = fc.array(fc.tuple(fc.constantFrom('ann', 'bob', 'cleo'), note), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (customers, size) => {
        const text = `id,note\n${customers.map((row) => csvLine(row)).join('')}`;
        const lines = await findCustomerLines(chunked(text, size), 'id', 'ann');
        const left = await textOf(emptyLines(chunked(text, size), lines));
        expect(left).not.toContain('ann');
        expect(await rowsOf(left)).toEqual((await rowsOf(text)).filter(({ fields }) => fields[0] !== 'ann'));
      }),
    );
  });

  it('finds ids made from line numbers where the file has no id column', async () => {
    const text = 'plan,months\nbasic,1\npremium,2\n';
    const lines = await findCustomerLines(chunked(text, 100), 'CustomerID', 'line-3');
    expect(await textOf(emptyLines(chunked(text, 100), lines))).toBe('plan,months\nbasic,1\n\n');
  });

  it('keeps the line ends of old Macintosh files', async () => {
    const text = 'id,plan\rann,basic\rbob,premium\r';
    const lines = await findCustomerLines(chunked(text, 100), 'id', 'ann');
    expect(await textOf(emptyLines(chunked(text, 3), lines))).toBe('id,plan\r\rbob,premium\r');
  });
});

/** A line of a quarantine file. */
const row = (id: string): string => {
  const issues = [{ field: 'months', found: '"x"', expected: 'a number' }];
  return `${JSON.stringify({ line: 4, code: 'invalid-value', issues, row: `${id},x` })}\n`;
};

describe('eraseFromDrops', () => {
  let records: OpenRecords;
  let objects: FileObjectStore;

  beforeEach(async () => {
    const folder = temporaryFolder();
    records = openRecords(join(folder, 'records.sqlite'));
    objects = await FileObjectStore.open(join(folder, 'files'));
  });
  afterEach(() => records.close());

  const erase = (id: string): Promise<number> =>
    eraseFromDrops(id, { id: { column: 'id' }, decimal: '.' }, { drops: records.drops, objects });
  const bytesAt = async (key: string): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for await (const chunk of (await objects.read(key)) ?? []) parts.push(chunk);
    return Buffer.concat(parts);
  };

  it('takes the customer out of the file as it came, the score file and the quarantine, and nobody else', async () => {
    await objects.put('drops/d1/original', gzipSync('id,months\nann,1\nbob,2\n'));
    await objects.put('drops/d1/scores.csv', Buffer.from('customer_id,probability\nann,0.9\nbob,0.1\n'));
    await objects.put('drops/d1/quarantine.jsonl', Buffer.from(row('ann') + row('bob')));
    await records.drops.put(
      aReceipt({ dropId: 'd1', outputFile: 'drops/d1/scores.csv', quarantineFile: 'drops/d1/quarantine.jsonl' }),
    );

    expect(await erase('ann')).toBe(3);
    expect(gunzipSync(await bytesAt('drops/d1/original')).toString()).toBe('id,months\n\nbob,2\n');
    expect(String(await bytesAt('drops/d1/scores.csv'))).toBe('customer_id,probability\n\nbob,0.1\n');
    const quarantine = String(await bytesAt('drops/d1/quarantine.jsonl'));
    expect(quarantine).not.toContain('ann');
    expect(quarantine.endsWith(row('bob'))).toBe(true);
    expect(await erase('ann')).toBe(0);
  });

  it('looks through every drop, however many there are', async () => {
    for (let n = 0; n < 205; n += 1) {
      await records.drops.put(aReceipt({ dropId: `d${n}`, outputFile: null, quarantineFile: null }));
    }
    await objects.put('drops/d0/original', Buffer.from('id,months\nann,1\n'));
    await objects.put('drops/d204/original', Buffer.from('id,months\nann,1\n'));
    expect(await erase('ann')).toBe(2);
  });

  it('empties the line of a customer in a Parquet file, which is CSV in gzip from then on', async () => {
    await objects.put('drops/d3/original', parquetOfCsv('id,months\nann,1.5\nbob,2\ncleo,\n', 2));
    await records.drops.put(aReceipt({ dropId: 'd3', outputFile: null, quarantineFile: null }));
    expect(await erase('nobody')).toBe(0);
    expect((await bytesAt('drops/d3/original')).subarray(0, 4).toString()).toBe('PAR1');
    expect(await erase('ann')).toBe(1);
    expect(gunzipSync(await bytesAt('drops/d3/original')).toString()).toBe('"id","months"\n\nbob,2\ncleo,\n');
    expect(await erase('ann')).toBe(0);
    expect(await erase('cleo')).toBe(1);
    expect(gunzipSync(await bytesAt('drops/d3/original')).toString()).toBe('"id","months"\n\nbob,2\n\n');
  });

  it('removes a Parquet file that cannot be read, since nobody can tell whom it holds', async () => {
    await objects.put('drops/d4/original', parquetOfCsv('id,months\nann,1.5\n').subarray(0, 100));
    await records.drops.put(aReceipt({ dropId: 'd4', outputFile: null, quarantineFile: null }));
    expect(await erase('ann')).toBe(1);
    expect(await objects.size('drops/d4/original')).toBeUndefined();
  });

  it('removes a file that cannot be taken apart if it bears the id, and leaves it if not', async () => {
    for (const [dropId, content] of [
      ['with', 'PK\u0003\u0004 zipped ann zipped'],
      ['without', 'PK\u0003\u0004 zipped'],
    ] as const) {
      await objects.put(`drops/${dropId}/original`, Buffer.from(content));
      await records.drops.put(aReceipt({ dropId, outputFile: null, quarantineFile: null }));
    }
    await objects.put('drops/damaged/original', gzipSync('id,months\nbob,1\n').subarray(0, 20));
    await records.drops.put(aReceipt({ dropId: 'damaged', outputFile: null, quarantineFile: null }));
    expect(await erase('ann')).toBe(1);
    expect(await objects.size('drops/with/original')).toBeUndefined();
    expect(await objects.size('drops/without/original')).toBeGreaterThan(0);
    expect(await objects.size('drops/damaged/original')).toBeGreaterThan(0);
  });
});
