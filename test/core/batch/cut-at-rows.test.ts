import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutAtRows } from '../../../core/batch/cut-at-rows.ts';
import type { BadCsvRow, CsvRow } from '../../../core/intake/csv-format.ts';
import { openCsvPart } from '../../../core/intake/csv-reader.ts';
import { bytesOf, readAll, streamOf } from '../intake/bytes.ts';

/** The file read shard by shard, each on its own. */
async function readShards(bytes: Uint8Array, maxShards: number, sizes?: readonly number[]) {
  const cut = await cutAtRows(streamOf(bytes, sizes), { maxShards, rowsPerMark: 1 });
  const rows: CsvRow[] = [];
  const bad: BadCsvRow[] = [];
  for (const { start, end, firstLine } of cut.shards) {
    const part = openCsvPart(streamOf(bytes.subarray(start, end), sizes), cut, firstLine);
    for await (const batch of part.batches) {
      rows.push(...batch.rows);
      bad.push(...batch.bad);
    }
  }
  return { cut, rows, bad };
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('cutAtRows', () => {
  it('cuts at rows, after byte order mark and sep= line, and counts bytes rather than characters', async () => {
    const text = '\ufeffsep=;\r\na;b\r\né;"한\r\n글"\r\n\r\n3;4\r\nbad\r\n5;6';
    const bytes = bytesOf(text);
    const { cut, rows, bad } = await readShards(bytes, 9);
    expect(cut.shards.map(({ firstLine }) => firstLine)).toEqual([3, 6, 8]);
    expect(cut.shards.at(-1)?.end).toBe(bytes.length);
    expect(rows).toEqual([
      { line: 3, fields: ['é', '한\r\n글'] },
      { line: 6, fields: ['3', '4'] },
      { line: 8, fields: ['5', '6'] },
    ]);
    expect(bad.map(({ line, code }) => [line, code])).toEqual([[7, 'field-count']]);
    expect(cut.rows).toBe(4);
  });

  it('makes shards of about as many rows each, and none smaller than it is told', async () => {
    const bytes = bytesOf(`a,b\n${'1,2\n'.repeat(1_000)}`);
    const lines = async (maxShards: number, rowsPerMark: number) =>
      (await cutAtRows(streamOf(bytes), { maxShards, rowsPerMark })).shards.map(({ firstLine }) => firstLine - 2);
    expect(await lines(4, 1)).toEqual([0, 250, 500, 750]);
    expect(await lines(40, 300)).toEqual([0, 300, 600, 900]);
    expect(await lines(40, 1_000)).toEqual([0]);
  });

  it('does not cut where a row before has looked for a closing quote', async () => {
    const rows = '"open,1\n'.concat('2,"x"\n'.repeat(3), 'x,"y" z\n', '5,6\n'.repeat(3));
    const bytes = bytesOf(`a,b\n${rows}`);
    const whole = await readAll(bytes);
    const { rows: good, bad } = await readShards(bytes, 9);
    expect({ good, bad }).toEqual({ good: whole.rows, bad: whole.bad });
  });

  it('leaves a file whole in which quotes are not closed again and again', async () => {
    const bytes = bytesOf(`a,b\n${`"open\n${`${'x'.repeat(1_000)},2\n`.repeat(1_100)}`.repeat(10)}`);
    const { shards, rows } = await cutAtRows(streamOf(bytes), { maxShards: 20, rowsPerMark: 1 });
    expect(shards).toHaveLength(1);
    expect(rows).toBe(11_010);
  });

  it('gives the rows of the whole file, whatever its quotes and line ends and however many shards', async () => {
    const field = fc.oneof(
      fc.string({ maxLength: 6 }).map(quoted),
      fc.stringMatching(/^[a,;"\r\n é한😀]{0,8}$/u).map(quoted),
      fc.stringMatching(/^[a-zé0-9]{0,4}$/u),
    );
    const table = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 40 });
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    let shardsSeen = 0;
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 50 }),
        sizes,
        async (rows, end, shards, chunks) => {
          const bytes = bytesOf(['one,two,three', ...rows.map((row) => row.join(','))].join(end));
          const whole = await readAll(bytes);
          const read = await readShards(bytes, shards, chunks);
          expect(read.rows).toEqual(whole.rows);
          expect(read.bad).toEqual(whole.bad);
          expect(read.cut.rows).toBe(whole.rows.length + whole.bad.length);
          shardsSeen = Math.max(shardsSeen, read.cut.shards.length);
        },
      ),
      { numRuns: 400 },
    );
    expect(shardsSeen).toBeGreaterThan(8);
  });

  it('gives the rows of the whole file for any text at all, bytes that are not UTF-8 included', async () => {
    const soup = fc.stringMatching(/^[ab,"\n]{0,80}$/).map((text) => bytesOf('a,b\n', text));
    const raw = fc.uint8Array({ maxLength: 80 }).map((bytes) =>
      bytesOf(
        'a,b\n',
        [...bytes].map((byte) => byte || 10),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(soup, raw), fc.integer({ min: 1, max: 20 }), async (bytes, shards) => {
        const whole = await readAll(bytes);
        const read = await readShards(bytes, shards);
        expect(read.rows).toEqual(whole.rows);
        expect(read.bad).toEqual(whole.bad);
      }),
      { numRuns: 1_000 },
    );
  });
});
