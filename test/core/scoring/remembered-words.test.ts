import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Feature } from '../../../core/profile/profile.ts';
import { reasonWords } from '../../../core/scoring/reason-words.ts';
import { createReasons } from '../../../core/scoring/reasons.ts';
import { rememberedWords } from '../../../core/scoring/remembered-words.ts';

const features: readonly Feature[] = [
  { name: 'months', label: { en: 'Tenure', ko: '이용 기간' }, unit: 'months', kind: 'number', changeable: false },
  {
    name: 'plan',
    label: { en: 'Plan', ko: '요금제' },
    kind: 'category',
    values: ['Basic', 'Premium'],
    changeable: true,
    reasons: {
      raises: { en: 'The plan is {value}', ko: '요금제가 {value}(이)라 높습니다' },
      lowers: { en: '{value} keeps', ko: '{value}(이)라 낮습니다' },
    },
  },
];
const values = fc.oneof(
  fc.constantFrom(0, -0, 1, 12, 0.5, null, 'Basic', 'x'.repeat(64), 'x'.repeat(65)),
  fc.integer({ min: -200, max: 200 }),
  fc.double({ noNaN: true }),
  fc.string(),
);
const directions = fc.constantFrom('raises' as const, 'lowers' as const);

describe('words that are remembered', () => {
  it.each(features.map((feature) => ({ feature })))(
    'are those of the sentence itself: $feature.name',
    ({ feature }) => {
      const words = rememberedWords(feature, 12);
      fc.assert(
        fc.property(values, directions, (value, direction) => {
          expect(words(value, direction)).toEqual(reasonWords(feature, value, 12, direction));
        }),
        { seed: 7, numRuns: 2_000 },
      );
    },
  );

  it('are made once for a category, a whole number and what is missing', () => {
    const words = rememberedWords(features[0]!, null);
    for (const value of ['Basic', 3, null]) expect(words(value, 'raises')).toBe(words(value, 'raises'));
  });
});

it('writes reasons as JSON as any object with these fields', () => {
  const [reason] = createReasons(features.map((feature) => ({ feature, typical: null })))(
    Float64Array.of(0, 0.5),
    [1],
    { plan: 'Basic' },
  );
  expect(JSON.stringify(reason)).toBe(JSON.stringify({ ...reason }));
  expect(Object.keys({ ...reason })).toEqual(['feature', 'value', 'contribution', 'direction', 'changeable', 'text']);
});
