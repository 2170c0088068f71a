import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createKernelTexts } from '../../../core/scoring/columns/kernel-texts.ts';
import { createPlainTexts } from '../../../core/scoring/columns/plain-texts.ts';
import {
  type OpenLines,
  type PutReasons,
  type ReasonColumns,
  reasonTextsOf,
} from '../../../core/scoring/columns/reason-texts.ts';
import { testEngine } from '../../support/bundle.ts';
import { seeded } from '../../support/profile.ts';

const engine = await testEngine();
const width = engine.features.length;

/** Rows with values of all kinds: missing, typical, negative, tiny, large, halves of hundredths, texts off the list. */
function drawRows(seed: number, count: number): ReasonColumns {
  const random = seeded(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const words = ['basic', 'premium', `extra ${Math.floor(random() * 3)}`, '=1+1', '"ö"'];
  const numberOf = (typical: unknown): number =>
    one([
      Number.NaN,
      typeof typical === 'number' ? typical : 1,
      0,
      -0,
      1,
      -random() * 2000,
      random() / 50,
      random() * 1e5,
      Math.floor(random() * 1e5) / 100,
      999.999,
      (Math.floor(random() * 3000) + 0.5) / 100,
      random() * 30,
    ]);
  const fill = (value: () => number): number[] => Array.from({ length: count }, value);
  return {
    count,
    play: Int16Array.from(fill(() => Math.floor(random() * (engine.profile.plays.length + 1)) - 1)),
    contributions: Float64Array.from({ length: count * width }, () => one([0, -0, 0.5, -0.5, random(), -random()])),
    features: engine.wording.features.map(({ feature, typical }) =>
      feature.kind === 'category'
        ? {
            name: feature.name,
            kind: 'category' as const,
            codes: Int32Array.from(fill(() => Math.floor(random() * (words.length + 1)) - 1)),
            words,
          }
        : { name: feature.name, kind: 'number' as const, values: Float64Array.from(fill(() => numberOf(typical))) },
    ),
  };
}

/** Lines with an id before the reasons and something behind them. */
function openLines(count: number): OpenLines {
  const texts = Array.from({ length: count + 1 }, (_, row) => {
    const behind = row === 0 ? '' : `,${row}\n`;
    return row === count ? behind : `${behind}ö${row}${'x'.repeat((row * 7) % 61)}`;
  });
  const parts = texts.map((text) => Buffer.from(text));
  let length = 0;
  const gaps = Uint32Array.from(parts.slice(0, count), (part) => (length += part.length));
  const bytes = Buffer.concat(parts);
  return { bytes: Buffer.concat([bytes, Buffer.from('beyond')]), length: bytes.length, gaps };
}

const linesOf = (put: PutReasons, rows: ReasonColumns): string[] =>
  new TextDecoder().decode(put(rows, openLines(rows.count))).split('\n');

describe('the texts of reasons', () => {
  it.each([
    ['with all cells remembered', undefined],
    ['with few cells remembered', 300],
  ])('are the same by the kernel and without it, %s', (_, mostBytes) => {
    const draws = fc.array(fc.tuple(fc.integer(), fc.integer({ min: 1, max: 600 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(draws, fc.integer({ min: 1, max: 6 }), fc.constantFrom('en', 'ko'), (batches, reasons, language) => {
        const byKernel = createKernelTexts(engine, reasons, language, mostBytes);
        if (byKernel === undefined) throw new Error('this runtime lacks SIMD');
        const plain = createPlainTexts(engine, reasons, language);
        for (const [seed, count] of batches) {
          const rows = drawRows(seed, count);
          expect(linesOf(byKernel, rows)).toEqual(linesOf(plain, rows));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are of one writer for all files of a model, in one language and of one length', () => {
    const writer = reasonTextsOf(engine, 3, 'en');
    expect(reasonTextsOf(engine, 3, 'en')).toBe(writer);
    expect(reasonTextsOf(engine, 2, 'en')).not.toBe(writer);
    expect(reasonTextsOf(engine, 3, 'ko')).not.toBe(writer);
  });

  it('begin with the play, and leave places empty where there are fewer reasons', () => {
    const rows = drawRows(1, 2);
    rows.play.set([-1, 0]);
    rows.contributions.fill(0);
    rows.contributions[0] = 1;
    const [first, second] = linesOf(createPlainTexts(engine, 2, 'en'), rows);
    expect(first).toMatch(/^ö0,,[^,]+.*,,1$/);
    expect(second).toBe(`ö1xxxxxxx,${engine.profile.plays[0]!.title.en},,,2`);
  });
});
