import { type FeatureValues, Profile } from '../../core/profile/profile.ts';
import type { Encoder } from '../../core/scoring/bundle.ts';

/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = (en: string, ko: string) => ({ en, ko });

export const testPlans = ['basic', 'standard', 'premium', 'trial', 'gift'];

/** A small profile with a feature of each kind. */
export const testProfile = Profile.parse({
  format: 'mainstay-profile/1',
  name: 'test',
  version: 3,
  title: words('Test', '시험'),
  id: { column: 'id' },
  label: { column: 'left', positive: ['Yes'], negative: ['No'] },
  money: { column: 'fee', per: 'month' },
  currency: 'USD',
  churnWithinDays: 30,
  valueHorizonMonths: 12,
  snapshotColumn: 'seen',
  features: [
    {
      kind: 'number',
      name: 'tickets',
      label: words('Support tickets per month', '월 고객 문의'),
      unit: 'tickets per month',
      changeable: true,
      min: 0,
      max: 100,
    },
    { kind: 'number', name: 'fee', label: words('Fee', '요금'), unit: 'USD per month', changeable: true, min: 0 },
    {
      kind: 'category',
      name: 'plan',
      label: words('Plan', '요금제'),
      changeable: true,
      values: testPlans,
    },
    { kind: 'date', name: 'joined', label: words('Joined', '가입일'), changeable: false, format: 'ymd' },
    { kind: 'number', name: 'unused', label: words('Unused', '미사용'), changeable: true },
  ],
  excluded: [],
  segments: [],
  plays: [
    { id: 'call', title: words('Call', '전화'), features: ['tickets'] },
    { id: 'offer', title: words('Offer', '제안'), steps: words('Offer it.', '제안합니다.'), features: ['fee', 'plan'] },
  ],
  policy: { contactCost: 2, successRate: 0.3, capacityShare: 0.1 },
});

/** Columns: 0 tickets, 1 tickets missing, 2 fee, 3 to 5 plans, 6 rare plans, 7 plan missing, 8 joined. */
export const testEncoder = (linear: boolean): Encoder => ({
  columnCount: 9,
  features: [
    {
      kind: 'number',
      feature: 'tickets',
      column: 0,
      impute: linear ? 4 : null,
      clip: null,
      missingColumn: 1,
      typical: 4,
    },
    { kind: 'number', feature: 'fee', column: 2, impute: 10, clip: [0, 100], missingColumn: null, typical: 10 },
    {
      kind: 'category',
      feature: 'plan',
      values: ['basic', 'standard', 'premium'].map((value, i) => ({ value, column: 3 + i })),
      rare: { values: ['trial', 'gift'], column: 6 },
      missingColumn: 7,
      typical: 'basic',
    },
    {
      kind: 'number',
      feature: 'joined',
      column: 8,
      impute: linear ? 300 : null,
      clip: null,
      missingColumn: null,
      typical: 300,
    },
  ],
});

/** The encoded row by the words of the contract, written apart from the engine. */
export function encodeByHand(values: FeatureValues, linear: boolean): number[] {
  const { tickets, fee, plan, joined } = values;
  const isRare = plan === 'trial' || plan === 'gift';
  return [
    typeof tickets === 'number' ? Math.fround(tickets) : linear ? 4 : Number.NaN,
    tickets === null ? 1 : 0,
    typeof fee === 'number' ? Math.fround(Math.min(100, Math.max(0, fee))) : 10,
    Number(plan === 'basic'),
    Number(plan === 'standard'),
    Number(plan === 'premium'),
    Number(isRare),
    Number(plan === null),
    typeof joined === 'number' ? Math.fround(joined) : linear ? 300 : Number.NaN,
  ];
}

/** A customer's values with gaps, unseen and rare categories. */
export function randomValues(random: () => number): FeatureValues {
  const pick = random();
  return {
    tickets: random() < 0.1 ? null : Math.floor(random() * 12),
    fee: random() < 0.1 ? null : random() * 120,
    plan: pick < 0.1 ? null : pick < 0.2 ? 'crypto' : (testPlans[Math.floor(random() * 5)] ?? null),
    joined: random() < 0.1 ? null : Math.floor(random() * 700) - 20,
    unused: 1,
  };
}
