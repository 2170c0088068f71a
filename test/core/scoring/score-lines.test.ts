import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createKernelLines } from '../../../core/scoring/columns/kernel-lines.ts';
import { createPlainLines, type LineColumns, type WriteLines } from '../../../core/scoring/columns/plain-lines.ts';
import { createScoreLines } from '../../../core/scoring/columns/score-lines.ts';
import { firstDifference } from '../../contracts/scored-rows.contract.ts';
import { testEngine } from '../../support/bundle.ts';
import { seeded } from '../../support/profile.ts';

const engine = await testEngine();
const width = engine.features.length;

/** Ids as they stand in a file's bytes, or do not. */
function idsOf(ids: readonly string[], standing: (row: number) => boolean): LineColumns['batch'] {
  const bytes = Buffer.from(`before${ids.join('')}`);
  const places = new Uint32Array(2 * ids.length);
  let at = 'before'.length;
  for (const [row, id] of ids.entries()) {
    const length = Buffer.byteLength(id);
    if (standing(row)) places.set([at, length], 2 * row);
    at += length;
  }
  return { idBytes: { bytes, places }, idOf: (row) => ids[row]! };
}

/**
 * Rows with values of all kinds: missing, typical, negative, tiny, large, halves of hundredths, texts off the list; and with
 * ids, figures and warnings of all kinds.
 */
function drawRows(seed: number, count: number): LineColumns {
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
  // The reasons kernel's figures need half of their bits, those of other models all.
  const ofModel = one([Math.fround, Math.fround, (size: number) => (random() < 0.01 ? size : Math.fround(size))]);
  const ids = fill(() => Math.floor(random() * 1e9)).map((n) =>
    one([`C-${n}`, String(n), `=${n}`, `a "b" ${n}`, `ö,${n}`, `x.y_${n}`.padEnd(1 + (n % 400), 'z')]),
  );
  const warned = Array.from({ length: count }, (_, row) => row).flatMap((row) =>
    Array.from({ length: random() < 0.8 ? 0 : Math.floor(random() * 14) }, () => row),
  );
  return {
    count,
    batch: idsOf(ids, () => random() < 0.7),
    probability: Float64Array.from(
      fill(() => one([0, 1, random(), random() / 1e5, (Math.floor(random() * 1e6) + 0.5) / 1e6, 1 - random() / 1e6])),
    ),
    percentile: Float64Array.from(fill(() => one([0, 100, Math.floor(random() * 1001) / 10, random() * 100]))),
    valueAtRiskMinor: Float64Array.from(
      fill(() => one([Number.NaN, 0, 5, Math.floor(random() * 1e5), Math.floor(random() * 2 ** 31)])),
    ),
    tier: Uint8Array.from(fill(() => Math.floor(random() * 3))),
    warnings: {
      rows: Int32Array.from(warned),
      codes: new Uint8Array(warned.length),
      features: new Int16Array(warned.length),
    },
    play: Int16Array.from(fill(() => Math.floor(random() * (engine.profile.plays.length + 1)) - 1)),
    contributions: Float64Array.from({ length: count * width }, () =>
      ofModel(one([0, -0, 0.5, -0.5, random(), -random()])),
    ),
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

const linesOf = (write: WriteLines, rows: LineColumns): string[] => new TextDecoder().decode(write(rows)).split('\n');

/** Where the writer of such lines puts them. */
function bytesOf(reasons: number, language: 'en' | 'ko'): ArrayBufferLike {
  return createScoreLines({ engine }, { reasons, language }, true)(drawRows(1, 2)).buffer;
}

function byKernel(options: Parameters<typeof createKernelLines>[1], mostBytes?: number): WriteLines {
  const write = createKernelLines(engine, options, mostBytes);
  if (write === undefined) throw new Error('this runtime lacks SIMD');
  return write;
}

describe('the lines of a score file', () => {
  it.each([
    ['with all cells remembered', undefined],
    ['with few cells remembered', 300],
  ])('are the same by the kernel and without it, %s', (_, mostBytes) => {
    const draws = fc.array(fc.tuple(fc.integer(), fc.integer({ min: 1, max: 600 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(draws, fc.integer({ min: 0, max: 6 }), fc.constantFrom('en', 'ko'), (batches, reasons, language) => {
        const [kernel, plain] = [
          byKernel({ reasons, language }, mostBytes),
          createPlainLines(engine, { reasons, language }),
        ];
        for (const [seed, count] of batches) {
          const rows = drawRows(seed, count);
          expect(linesOf(kernel, rows)).toEqual(linesOf(plain, rows));
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['twice', { en: '{value} of {value} used', ko: '{value}은(는) {value}(으)로' }],
    ['at both ends', { en: '{value}, not more than {value}', ko: '{value}' }],
    ['not at all', { en: 'Uses little', ko: '적게 씁니다' }],
    ['beside what stands for numbers elsewhere', { en: '\ufdd05 {value} \ufdd0', ko: '\ufdd0,5' }],
    ['in words that are counted', { en: '"{value} months"', ko: '=은 {value}을(를)' }],
  ])('name a number %s as a profile has it', (_, words) => {
    const wording = {
      ...engine.wording,
      features: engine.wording.features.map((known) => ({
        ...known,
        feature: { ...known.feature, reasons: { raises: words, lowers: words } },
      })),
    };
    const numbers = fc.oneof(
      fc.nat(100_000).map((hundredths) => hundredths / 100),
      fc.double({ min: 0, max: 2e9, noNaN: true }),
      fc.nat(2_000_000).map((halves) => halves / 2),
      fc.nat(2_000_000).map((halves) => halves / 2 / 100),
      fc.constantFrom(1, 1000, 999_999.5, 999_999_999, 1e9, 998.995, 999.995, 1.004, 0.1, 100, 10),
    );
    const drawn = drawRows(5, 60);
    const writersIn = (language: 'en' | 'ko') => {
      const [model, options] = [
        { ...engine, wording },
        { reasons: 6, language },
      ] as const;
      return { kernel: createKernelLines(model, options)!, plain: createPlainLines(model, options) };
    };
    const writers = { en: writersIn('en'), ko: writersIn('ko') };
    fc.assert(
      fc.property(
        fc.array(numbers, { minLength: 60, maxLength: 60 }),
        fc.constantFrom('en', 'ko'),
        (drawnNumbers, language) => {
          const features = drawn.features.map((column) =>
            column.kind === 'number' ? { ...column, values: Float64Array.from(drawnNumbers) } : column,
          );
          const { kernel, plain } = writers[language];
          const rows = { ...drawn, features };
          expect(linesOf(kernel, rows)).toEqual(linesOf(plain, rows));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('hold figures as toFixed rounds them', () => {
    const figure = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(999_999).map((n) => (n + 0.5) / 1e6),
      fc.tuple(fc.nat(999_999), fc.integer({ min: -3, max: 3 })).map(([n, ulps]) => {
        const half = (n + 0.5) / 1e6;
        return half + ulps * half * Number.EPSILON;
      }),
      fc.constantFrom(0, 1, 0.0000005, 0.9999995, Number.EPSILON, 1 - Number.EPSILON),
    );
    const write = byKernel({ reasons: 0, language: 'en' });
    const drawn = drawRows(7, 40);
    fc.assert(
      fc.property(fc.array(figure, { minLength: 40, maxLength: 40 }), (figures) => {
        const probability = Float64Array.from(figures, (value) => Math.abs(value));
        const percentile = probability.map((value) => 100 * value);
        const batch = idsOf(figures.map(String), () => false);
        const cells = linesOf(write, { ...drawn, batch, probability, percentile }).map((line) => line.split(','));
        for (let row = 0; row < 40; row++) {
          expect([cells[row]![1], cells[row]![3]]).toEqual([probability[row]!.toFixed(6), percentile[row]!.toFixed(1)]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('hold amounts of any size', () => {
    const options = { reasons: 2, language: 'en' } as const;
    const rows = drawRows(3, 300);
    for (const minor of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 12_345, 1e13]) {
      const valueAtRiskMinor = rows.valueAtRiskMinor.with(290, minor);
      const lines = linesOf(byKernel(options), { ...rows, valueAtRiskMinor });
      expect(lines).toEqual(linesOf(createPlainLines(engine, options), { ...rows, valueAtRiskMinor }));
      expect(lines[290]).toContain(`,${(minor / 100).toFixed(2)},`);
    }
  });

  it('stay whole where long texts are learned while they are written', () => {
    const options = { reasons: 2, language: 'en' } as const;
    const [kernel, plain] = [byKernel(options), createPlainLines(engine, options)];
    const rows = drawRows(11, 1_500);
    for (const letter of ['x', 'y']) {
      const words = Array.from({ length: 12 }, (_, n) => `${n}${letter}`.padEnd(400_000, letter));
      const features = rows.features.map((column) =>
        column.kind === 'category'
          ? { ...column, words, codes: column.codes.map((_, row) => (row % 300 === 299 ? Math.floor(row / 150) : -1)) }
          : column,
      );
      const contributions = rows.contributions.slice();
      for (let row = 299; row < rows.count; row += 300) {
        for (const [place, { kind }] of features.entries())
          if (kind === 'category') contributions[row * width + place] = 9;
      }
      const changed = { ...rows, features, contributions };
      expect(firstDifference(linesOf(kernel, changed), linesOf(plain, changed))).toBeUndefined();
    }
  });

  it('are of one writer for all files of a model, in one language and with as many reasons', () => {
    expect(bytesOf(3, 'en')).toBe(bytesOf(3, 'en'));
    expect(bytesOf(2, 'en')).not.toBe(bytesOf(3, 'en'));
    expect(bytesOf(3, 'ko')).not.toBe(bytesOf(3, 'en'));
  });

  it('begin with the play, and leave places empty where there are fewer reasons', () => {
    const rows = drawRows(1, 2);
    const batch = idsOf(['a', 'b'], () => true);
    rows.play.set([-1, 0]);
    rows.contributions.fill(0);
    rows.contributions[0] = 1;
    const [first, second] = linesOf(createPlainLines(engine, { reasons: 2, language: 'en' }), { ...rows, batch });
    expect(first).toMatch(/^a,[^,]+,[a-z]+,[^,]+,[^,]*,[^,]*,,[^,]+.*,,\d+$/);
    expect(second).toContain(`,${engine.profile.plays[0]!.title.en},,,`);
  });
});
