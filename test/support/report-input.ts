import { ReportInput } from '../../core/lifecycle/report/input.ts';
import { simulateMetrics } from './report-metrics.ts';
import { seededRandom } from './report-random.ts';

/** What an example differs in from the usual one. */
export interface ExampleOptions {
  readonly seed?: number;
  readonly testCustomers?: number;
  /** How far leavers' scores lie from the others', in standard deviations of the score; 1 is a useful model. */
  readonly strength?: number;
  /** Added to the log-odds that the model says: 0 is calibrated. */
  readonly bias?: number;
}

const hash = 'a'.repeat(64);
const label = (en: string, ko: string) => ({ en, ko });

const profile = {
  format: 'mainstay-profile/1',
  name: 'example',
  version: 3,
  title: label('Example subscriptions', '예시 구독'),
  id: { column: 'customer' },
  label: { column: 'left', positive: ['yes'], negative: ['no'] },
  money: { column: 'charge', per: 'month' },
  currency: 'USD',
  churnWithinDays: 30,
  valueHorizonMonths: 12,
  snapshotColumn: null,
  features: [
    {
      name: 'tenure',
      label: label('Months as a customer', '가입 개월 수'),
      changeable: false,
      kind: 'number',
      unit: 'months',
    },
    {
      name: 'charge',
      label: label('Monthly charge', '월 요금'),
      changeable: true,
      kind: 'number',
      unit: 'USD per month',
    },
    { name: 'tickets', label: label('Support tickets in 30 days', '30일간 문의 수'), changeable: true, kind: 'number' },
    {
      name: 'plan',
      label: label('Plan', '요금제'),
      changeable: true,
      kind: 'category',
      values: ['Basic', 'Standard', 'Premium'],
    },
    { name: 'seen', label: label('Last seen', '마지막 접속'), changeable: false, kind: 'date', format: 'ymd' },
  ],
  excluded: [
    {
      column: 'cancel_date',
      code: 'after-leaving',
      reason: 'Filled in for 0 % of those who stayed and 97 % of those who left.',
    },
  ],
  segments: [{ feature: 'plan' }, { feature: 'tenure', cuts: [6, 24] }],
  plays: [],
  policy: { contactCost: 5, successRate: 0.2, capacityShare: 0.2 },
};

function model(leavers: number) {
  return {
    format: 'mainstay-model/1',
    profile: { name: 'example', version: 3, sha256: hash },
    family: 'xgboost',
    encoder: {
      columnCount: 1,
      features: [
        { kind: 'number', feature: 'tenure', column: 0, impute: null, clip: null, missingColumn: null, typical: 18 },
      ],
    },
    ensemble: { kind: 'linear', intercept: 0, coefficients: [1], means: [0] },
    calibration: { kind: 'sigmoid', slope: 1, intercept: 0 },
    tiers: { medium: 0.18, high: 0.31 },
    droppedFeatures: [{ feature: 'region', reason: 'region: holds "EU" in every training row' }],
    trainingData: { sha256: hash, customers: leavers * 5, leavers },
    settings: { max_depth: 4, learning_rate: 0.06, search: { trials: 40 } },
    seed: 7,
    libraries: { python: '3.11.2', xgboost: '3.0.5' },
  };
}

function rate(value: number, customers: number) {
  const spread = 1.96 * Math.sqrt((value * (1 - value)) / customers);
  return { value, low: Math.max(0, value - spread), high: Math.min(1, value + spread) };
}

function exploration(seed: number) {
  const random = seededRandom(seed);
  const numberFeature = (feature: string, from: number, to: number, slope: number) => ({
    feature,
    kind: 'number',
    missing: Math.floor(random() * 300),
    distinct: 812,
    mean: (from + to) / 2,
    standardDeviation: (to - from) / 4,
    min: from,
    quartiles: [from + (to - from) / 4, (from + to) / 2, to - (to - from) / 4],
    max: to,
    outliers: Math.floor(random() * 40),
    bins: Array.from({ length: 10 }, (_, at) => ({
      from: from + ((to - from) * at) / 10,
      to: from + ((to - from) * (at + 1)) / 10,
      customers: 2000,
      churnRate: rate(Math.max(0.02, 0.18 + slope * (4.5 - at) + (random() - 0.5) * 0.02), 2000),
    })),
    rocAucAlone: 0.5 + Math.abs(slope) * 5,
  });
  return {
    format: 'mainstay-exploration/1',
    customers: 20_000,
    leavers: 3_600,
    churnRate: rate(0.18, 20_000),
    duplicates: 12,
    touch: { untouched: 18_500, contacted: 1_000, holdout: 500 },
    features: [
      numberFeature('tenure', 0, 120, 0.03),
      numberFeature('charge', 4.99, 19.99, -0.018),
      numberFeature('tickets', 0, 10, -0.02),
      {
        feature: 'plan',
        kind: 'category',
        missing: 0,
        distinct: 3,
        values: [
          { value: 'Basic', customers: 9_000, churnRate: rate(0.22, 9_000) },
          { value: 'Standard', customers: 7_000, churnRate: rate(0.17, 7_000) },
          { value: 'Premium', customers: 4_000, churnRate: rate(0.11, 4_000) },
        ],
        rocAucAlone: 0.57,
      },
      numberFeature('seen', 0, 90, -0.022),
    ],
    correlations: [{ a: 'tenure', b: 'charge', spearman: 0.31 }],
    leaks: [
      {
        feature: 'refund',
        rocAucAlone: 0.997,
        dropped: true,
        reason: 'refund: its values alone tell leavers from the others with a ROC AUC of 0.997.',
      },
    ],
  };
}

/** A whole report's input, simulated: figures, curves and bins belong to one drawn set of customers and agree with each other. */
export function exampleInput({
  seed = 1,
  testCustomers = 5000,
  strength = 1,
  bias = 0,
}: ExampleOptions = {}): ReportInput {
  return ReportInput.parse({
    profile,
    model: model(3_600),
    metrics: simulateMetrics({ seed, customers: testCustomers, strength, bias }),
    exploration: exploration(seed),
    version: '20261122T101502Z-3f9a1c2b',
    trainedAt: '2026-11-22T10:15:02Z',
    dataQuality: {
      rowsIn: 25_060,
      rowsAccepted: 25_012,
      rowsQuarantined: 48,
      warnings: ['The column "coupon" is not in the profile and was ignored.'],
      quarantineByReason: [
        { reason: 'charge: not a number', rows: 31 },
        { reason: 'no label', rows: 17 },
      ],
    },
  });
}
