import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineStarts } from '../../../core/batch/line-starts.ts';
import { openCsv } from '../../../core/intake/csv-reader.ts';
import { createByteCounter } from '../../../core/intake/kernel/csv/byte-counter.ts';
import { CsvScanner } from '../../../core/intake/kernel/csv/csv-scanner.ts';
import { rowLines } from '../../../core/intake/row-lines.ts';
import { bytesOf, readAll, streamOf } from './bytes.ts';

const texts = (characters: string) =>
  fc.string({ unit: fc.constantFrom(...characters.split('')), minLength: 1, maxLength: 90 });
const newlines = fc.constantFrom('\n' as const, '\r' as const);

describe('CsvScanner.plainLines', () => {
  it.each(['aaaaaaab,\n\r', 'abcdefgh,\n"', 'abcdefgh,\r ', 'abc,\n\r "'])(
    'counts what are rows for certain, of %j',
    (of) => {
      let counted = 0;
      fc.assert(
        fc.property(texts(of), newlines, (text, newline) => {
          const scanner = CsvScanner.create([], { delimiter: ',', newline, decimal: '.' });
          scanner?.load(bytesOf(text));
          const lines = (text.endsWith(newline) ? text.slice(0, -1) : text).split(newline);
          const isDoubtful =
            text.includes('"') || lines.some((line) => line === '' || line[0] === '\r' || line[0] === ' ');
          expect(scanner?.plainLines).toBe(isDoubtful ? undefined : lines.length);
          counted += isDoubtful ? 0 : 1;
        }),
        { numRuns: 1_000 },
      );
      expect(counted).toBeGreaterThan(5);
    },
  );

  it('finds the very rows that the parser finds in files without quotes', async () => {
    const lines = fc.array(fc.constantFrom('a,b', '1,2', '한,é', 'x', '', '  ', '\u00a0', ' y,z', ',', '\uFEFF,1'), {
      maxLength: 40,
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n', '\r'), sizes, async (rows, end, chunks) => {
        const bytes = bytesOf(['p,q', ...rows].join(end));
        const found: number[] = [];
        for await (const { count, lineOf } of rowLines(await openCsv(streamOf(bytes, chunks)))) {
          for (let row = 0; row < count; row++) found.push(lineOf(row));
        }
        const whole = await readAll(bytes);
        expect(found).toEqual([...whole.rows, ...whole.bad].map(({ line }) => line).sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});

describe('createByteCounter', () => {
  it('counts a byte in texts of any length, one after another', () => {
    const count = createByteCounter(10);
    fc.assert(
      fc.property(texts('ab\n'), (text) => {
        expect(count(bytesOf(text))).toBe(text.split('\n').length - 1);
      }),
    );
  });
});

describe('LineStarts', () => {
  it('knows where lines begin, also of chunks whose place is used again, until they are forgotten', async () => {
    const chunks = fc.array(texts('abc\n'), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat(11), async (parts, known) => {
        const room = new Uint8Array(100);
        async function* inOnePlace(): AsyncGenerator<Uint8Array> {
          for (const part of parts) {
            const bytes = bytesOf(part);
            room.fill(0).set(bytes);
            yield room.subarray(0, bytes.length);
          }
        }
        const starts = new LineStarts();
        let text = '';
        let read = 0;
        for await (const chunk of starts.watch(inOnePlace())) {
          text += Buffer.from(chunk).toString();
          if (read++ === known) starts.endsWith('\n');
          if (read <= known) continue;
          const line = text.split('\n').length;
          starts.forgetBefore(line);
          expect(starts.startOf(line)).toBe(text.lastIndexOf('\n') + 1);
        }
        if (read <= known) starts.endsWith('\n');
        expect(starts.bytes).toBe(text.length);
        expect(() => starts.startOf(text.split('\n').length + 1)).toThrow('is not known');
      }),
    );
  });
});
