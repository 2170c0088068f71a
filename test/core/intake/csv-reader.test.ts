import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { maxRowLength } from '../../../core/intake/csv-format.ts';
import { openCsv } from '../../../core/intake/csv-reader.ts';
import { csvLine } from '../../../core/intake/csv-writer.ts';
import { bytesOf, readAll, streamOf } from './bytes.ts';

const fieldsOf = (rows: readonly { fields: readonly string[] }[]) => rows.map((row) => row.fields);

const textOf = (rows: string[][], end: string, delimiter: string, last: boolean) => {
  const header = rows[0]?.map((_, index) => `c${index}`) ?? [];
  const lines = [header, ...rows].map((row) =>
    row
      .map((text) => (/[",;\r\n\t|]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
      .join(delimiter),
  );
  return lines.join(end) + (last ? end : '');
};

async function* tenMebibyteLine() {
  yield* streamOf('a,b\n1,2\n3,');
  for (let mebibyte = 0; mebibyte < 10; mebibyte += 1) yield new Uint8Array(1_048_576).fill(120);
  yield* streamOf('\n4,5\n');
}

describe('openCsv', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads rows that end in %s and tells the line each begins on', async (_, end) => {
    const file = await readAll(['a,b', '1,2', '', `"x${end}y","say ""hi"""`, '3,'].join(end));
    expect(file.header).toEqual(['a', 'b']);
    expect(file.rows).toEqual([
      { line: 2, fields: ['1', '2'] },
      { line: 4, fields: [`x${end}y`, 'say "hi"'] },
      { line: 6, fields: ['3', ''] },
    ]);
    expect(file.bad).toEqual([]);
  });

  it.each([
    ['a;b;c\n1,5;2;3\n2,5;3;4\n', ';'],
    ['a\tb\n1\t2,3\n', '\t'],
    ['a|b|c\n1|"x,y|z"|3\n', '|'],
    ['a,b;c\n1,2;3\n4,5\n', ','],
    ['only\n1\n', ','],
    ['"a;b",c\n"1;2",3\n', ','],
    ['sep=;\na;b\n1;2\n', ';'],
  ])('finds the delimiter of %j', async (text, delimiter) => {
    const file = await readAll(text);
    expect(file.delimiter).toBe(delimiter);
  });

  it('counts the sep= line as a line and takes any delimiter it is told', async () => {
    expect((await readAll('sep=^\r\na^b\r\n1^2\r\n')).rows).toEqual([{ line: 3, fields: ['1', '2'] }]);
    expect(fieldsOf((await readAll('a~b\n1~2\n', { delimiter: '~' })).rows)).toEqual([['1', '2']]);
  });

  it('takes a byte order mark away and trims column names', async () => {
    expect((await readAll('\uFEFF"a", b \r\n1,2')).header).toEqual(['a', 'b']);
  });

  it('sets rows with a wrong number of fields aside', async () => {
    const file = await readAll('a,b\n1\n2,3\n4,5,6\n');
    expect(fieldsOf(file.rows)).toEqual([['2', '3']]);
    expect(file.bad.map(({ line, code, found, row }) => [line, code, found, row])).toEqual([
      [2, 'field-count', '1 field', '1'],
      [4, 'field-count', '3 fields', '4,5,6'],
    ]);
  });

  it('goes on with the next line after a quote that is never closed', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `${index},plain text of row ${index}`);
    const file = await readAll(`a,b\n0,"open\n${rows.join('\n')}\n`);
    expect(file.bad).toMatchObject([{ line: 2, code: 'unclosed-quote', row: '0,"open' }]);
    expect(file.rows).toHaveLength(50_000);
    expect(file.rows[0]?.line).toBe(3);
  });

  it('goes on with the next line where an open quote meets the quotes of later rows', async () => {
    const file = await readAll('a,b\n1,"open\n2,"fine"\n3,"also, fine"\n');
    expect(file.bad.map(({ line, code }) => [line, code])).toEqual([[2, 'unclosed-quote']]);
    expect(file.rows.map(({ line }) => line)).toEqual([3, 4]);
  });

  it('gives back the rows that a stray pair of quotes swallowed', async () => {
    const file = await readAll('a,b\n1,x\n2,"y\n3,z\n4,w"\n5,v\n');
    expect(file.rows.map(({ line }) => line)).toEqual([2, 3, 6]); // rows 3 to 5 make one valid row of two fields
    const short = await readAll('a,b,c\n1,"x\n2,y,z\n3,y",z,w\n4,y,z\n');
    expect(short.rows.map(({ line }) => line)).toEqual([3, 5]);
  });

  it('sets a row aside whose bytes are not UTF-8, and only that', async () => {
    const file = await readAll(bytesOf('a,b\n1,\u00e9\n2,caf', [0xe9], '\n3,\uFFFD\n"x\n', [0xff], '",5\n4,ok\n'));
    expect(file.bad.map(({ line, code }) => [line, code])).toEqual([
      [3, 'invalid-utf8'],
      [5, 'invalid-utf8'],
    ]);
    expect(file.rows.map(({ line }) => line)).toEqual([2, 4, 7]);
  });

  it('sets a line of 10 MB aside without holding it and goes on', async () => {
    const file = await openCsv(tenMebibyteLine());
    const seen: unknown[] = [];
    for await (const { rows, bad } of file.batches) {
      for (const row of bad) {
        seen.push([row.line, row.code]);
        expect(row.row.length).toBeLessThanOrEqual(2_000);
      }
      for (const row of rows) seen.push([row.line, row.fields.join('|')]);
    }
    expect(seen).toEqual([
      [2, '1|2'],
      [3, 'line-too-long'],
      [4, '4|5'],
    ]);
  });

  it('refuses a row just past the limit and takes one just within', async () => {
    const file = await readAll(`a\n${'x'.repeat(maxRowLength)}\n${'y'.repeat(maxRowLength + 1)}\nz\n`);
    expect(file.rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(file.bad.map(({ line, code }) => [line, code])).toEqual([[3, 'line-too-long']]);
  });

  it('stays fast on a file made of quotes that open again and again', async () => {
    const started = performance.now();
    const file = await readAll(`a,b\n${'x","""\n'.repeat(300_000)}`);
    expect(file.bad.length).toBeGreaterThan(299_000);
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it.each([
    ['nothing', '', /empty/],
    ['only a byte order mark', '\uFEFF', /empty/],
    ['blank lines', '\n\n \n', /empty/],
    ['gzip in gzip', bytesOf([0x1f, 0x8b, 8, 0]), /gzip/],
    ['a workbook', bytesOf('PK', [3, 4], 'xxxx[Content_Types].xml'), /Excel workbook.*CSV UTF-8/],
    ['an archive', bytesOf('PK', [3, 4], 'xxxx'), /ZIP/],
    ['Parquet', 'PAR1xxxx', /Parquet/],
    ['UTF-16 with mark', bytesOf([0xff, 0xfe, 0x61, 0, 0x2c, 0]), /UTF-16/],
    ['UTF-16 without mark', bytesOf('a,b,c,d,e\n1,2'.replaceAll(/[^]/g, '$&\0')), /UTF-16/],
    ['NUL bytes', bytesOf('a,b\n1,', [0, 0, 0]), /binary/],
    ['JSON', '[{"a": 1}]', /JSON/],
    ['a web page', '<!DOCTYPE html><html>', /web page/],
    ['a header in another encoding', bytesOf('nom,pr', [0xe9], 'nom\n1,2\n'), /line 1.*UTF-8/],
    ['a header with an open quote', '"a,b\n1,2\n3,4\n', /line 1.*quote/],
  ])('refuses %s', async (_, content, words) => {
    const opened = readAll(content);
    await expect(opened).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(opened).rejects.toThrow(words);
  });

  it('closes its source when the reader stops early', async () => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield* streamOf('a,b\n'.repeat(20_000));
      } finally {
        closed = true;
      }
    }
    const file = await openCsv(source());
    for await (const batch of file.batches) if (batch.rows.length > 0) break;
    expect(closed).toBe(true);
  });
});

describe('openCsv, on any valid file', () => {
  const field = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.stringMatching(/^[a,;"\r\n é한😀]{0,8}$/u),
    fc.constantFrom('', '""', 'x', '1.5', '\n', '"'),
  );
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((columns) =>
      fc.array(fc.array(field, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 30 }),
    );
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

  it('agrees with csv-parse, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.boolean(),
        sizes,
        async (rows, end, delimiter, last, chunks) => {
          const text = textOf(rows, end, delimiter, last);
          const expected = parse(text, { delimiter, record_delimiter: end });
          const file = await readAll(text, { sizes: chunks, delimiter });
          expect(file.bad).toEqual([]);
          expect([file.header, ...fieldsOf(file.rows)]).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads back what csvLine writes', async () => {
    await fc.assert(
      fc.asyncProperty(table, sizes, async (rows, chunks) => {
        const header = rows[0]?.map((_, index) => `c${index}`) ?? [];
        const text = [header, ...rows].map((row) => csvLine(row)).join('');
        expect(fieldsOf((await readAll(text, { sizes: chunks, delimiter: ',' })).rows)).toEqual(rows);
      }),
    );
  });

  it('gives every line of any text to exactly one row, and never fails on it', async () => {
    const soup = fc.stringMatching(/^[ab,"\n]{0,60}$/);
    await fc.assert(
      fc.asyncProperty(soup, sizes, async (text, chunks) => {
        const file = await readAll(`x,y\n${text}`, { sizes: chunks, delimiter: ',' });
        const whole = await readAll(`x,y\n${text}`, { delimiter: ',' });
        expect([file.rows, file.bad]).toEqual([whole.rows, whole.bad]);
        const lines = [...file.rows, ...file.bad].map(({ line }) => line);
        expect(new Set(lines).size).toBe(lines.length);
      }),
      { numRuns: 500 },
    );
  });
});
