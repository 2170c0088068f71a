import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Feature, Feature as FeatureSchema } from '../../../core/profile/profile.ts';
import { formatNumber, formatValue } from '../../../core/scoring/format-value.ts';
import { type Particle, withParticle, wordFiller } from '../../../core/scoring/korean.ts';
import { reasonWords } from '../../../core/scoring/reason-words.ts';

describe('withParticle', () => {
  it.each<[string, Particle, string]>([
    ['요금', '은/는', '요금은'],
    ['나이', '은/는', '나이는'],
    ['월 요금(달러)', '이/가', '월 요금(달러)이'],
    ['시청 시간', '을/를', '시청 시간을'],
    ['결제 수단', '과/와', '결제 수단과'],
    ['8건', '으로/로', '8건으로'],
    ['30일', '으로/로', '30일로'],
    ['서울', '으로/로', '서울로'],
    ['서울', '은/는', '서울은'],
    ['3', '이/가', '3이'],
    ['2', '이/가', '2가'],
    ['1', '으로/로', '1로'],
    ['10', '으로/로', '10으로'],
    ['12%', '은/는', '12%는'],
    ['Premium', '은/는', 'Premium은'],
    ['Movie', '은/는', 'Movie는'],
    ['Email', '으로/로', 'Email로'],
    ['"Basic"', '으로/로', '"Basic"으로'],
    ['Streaming', '을/를', 'Streaming을'],
  ])('joins %s and %s to %s', (word, particle, joined) => {
    expect(withParticle(word, particle)).toBe(joined);
  });
});

describe('wordFiller', () => {
  it('fills places and settles the particle that follows', () => {
    expect(wordFiller('{label}은(는) {value}(으)로 많습니다')({ label: '문의', value: '8건' })).toBe(
      '문의는 8건으로 많습니다',
    );
    expect(wordFiller('{label} is {value}{other}')({ label: 'Fee', value: '$&' })).toBe('Fee is $&{other}');
  });
});

describe('formatNumber', () => {
  it.each([
    [8, '8'],
    [12.345, '12.35'],
    [1234.5, '1,235'],
    [0.00421, '0.0042'],
    [0, '0'],
    [-3.5, '-3.5'],
    [1e21, '1,000,000,000,000,000,000,000'],
  ])('writes %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  const hundredths = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
  const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
  const decimal = fc
    .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 12 }))
    .map(([digits, places]) => digits / 10 ** places);

  const nearHalf = fc.tuple(fc.nat(120_000), fc.integer({ min: -3, max: 3 })).map(([n, ulps]) => {
    const half = (10 * n + 5) / 1000;
    return half + ulps * half * Number.EPSILON;
  });

  it('writes every number as Intl does', () => {
    const near = fc.oneof(fc.double(), fc.double({ min: -2_000, max: 2_000 }), decimal, fc.constantFrom(0, -0));
    const numbers = fc.oneof(near, nearHalf);
    fc.assert(
      fc.property(numbers, (value) => {
        const size = Math.abs(value);
        const format = size >= 1000 ? whole : size >= 0.1 || value === 0 ? hundredths : significant;
        expect(formatNumber(value)).toBe(format.format(value));
      }),
      { numRuns: 4_000 },
    );
  });
});

const tickets: Feature = FeatureSchema.parse({
  kind: 'number',
  name: 'tickets',
  label: { en: 'Support tickets per month', ko: '월 고객 문의' },
  unit: 'tickets per month',
  changeable: true,
});
const age: Feature = FeatureSchema.parse({
  kind: 'number',
  name: 'age',
  label: { en: 'Account age', ko: '가입 기간' },
  unit: 'months',
  changeable: false,
  reasons: { raises: { en: 'A customer for only {value} months', ko: '가입한 지 {value}개월밖에 되지 않았습니다' } },
});
const joined: Feature = FeatureSchema.parse({
  kind: 'date',
  name: 'joined',
  label: { en: 'Last login', ko: '마지막 접속' },
  changeable: false,
  format: 'ymd',
});
const plan: Feature = FeatureSchema.parse({
  kind: 'category',
  name: 'plan',
  label: { en: 'Plan', ko: '요금제' },
  changeable: true,
  values: ['Basic'],
});

describe('reasonWords', () => {
  it.each([
    ['A customer for {value} months', 'A customer for 1 month'],
    ['Opens {value} support tickets a month', 'Opens 1 support ticket a month'],
    ['Rates the service {value} of 5', 'Rates the service 1 of 5'],
    ['Has {value} titles on the watch list', 'Has 1 title on the watch list'],
  ])('speaks of one in the singular: %s', (en, said) => {
    const feature = { ...age, reasons: { raises: { en, ko: '{value}' } } };
    expect(reasonWords(feature, 1, 12, 'raises').en).toBe(said);
    expect(reasonWords(feature, 2, 12, 'raises').en).toBe(en.replace('{value}', '2'));
  });

  it('sets a number beside what is typical, naming the unit once', () => {
    expect(reasonWords(tickets, 8, 4, 'raises')).toEqual({
      en: 'Support tickets per month is 8 (typical 4): raises the risk',
      ko: '월 고객 문의는 8건으로(보통 4건) 이탈 위험을 높입니다',
    });
    expect(reasonWords(age, 40, 12, 'lowers')).toEqual({
      en: 'Account age is 40 months (typical 12 months): lowers the risk',
      ko: '가입 기간은 40개월로(보통 12개월) 이탈 위험을 낮춥니다',
    });
  });

  it("uses the profile's own words where it has them", () => {
    expect(reasonWords(age, 2, 12, 'raises')).toEqual({
      en: 'A customer for only 2 months',
      ko: '가입한 지 2개월밖에 되지 않았습니다',
    });
  });

  it('says that a value is not known, whatever the profile would say of it', () => {
    expect(reasonWords(age, null, 12, 'raises')).toEqual({
      en: 'Account age is not known: raises the risk',
      ko: '가입 기간 값이 없다는 점이 이탈 위험을 높입니다',
    });
  });

  it('reads a date as days ago or ahead', () => {
    expect(reasonWords(joined, 34, 10, 'raises').en).toBe(
      'Last login is 34 days ago (typical 10 days ago): raises the risk',
    );
    expect(formatValue(joined, -5)).toEqual({ en: '5 days ahead', ko: '5일 후' });
  });

  it('leaves the typical value out where it is the same or unknown', () => {
    expect(reasonWords(plan, 'Basic', 'Basic', 'lowers').en).toBe('Plan is Basic: lowers the risk');
    expect(reasonWords(plan, 'Basic', null, 'lowers').ko).toBe('요금제는 Basic으로 이탈 위험을 낮춥니다');
  });
});
