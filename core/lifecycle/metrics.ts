import { z } from 'zod';
import { Family } from '../scoring/bundle.ts';

/** A figure with its 95 % bootstrap interval. */
export const Estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
export type Estimate = z.infer<typeof Estimate>;

const share = z.number().min(0).max(1);

/** Figures of one model on rows that it never saw. All but lift are shares from 0 to 1. */
export const Figures = z.strictObject({
  rocAuc: Estimate,
  prAuc: Estimate.meta({ description: 'Average precision' }),
  brier: Estimate.meta({ description: 'Mean squared error of the probability; smaller is better' }),
  logLoss: Estimate,
  calibrationError: Estimate.meta({ description: 'Expected calibration error over 10 equal-count bins' }),
  precision: Estimate,
  recall: Estimate,
  f1: Estimate,
  accuracy: Estimate,
});
export type Figures = z.infer<typeof Figures>;

export const candidateNames = ['majority', 'one-rule', ...Family.options] as const;

/** One model that was compared; cross-validated inside the training rows, then measured on the test rows. */
export const Candidate = z.strictObject({
  name: z.enum(candidateNames),
  status: z.enum(['fitted', 'failed']),
  error: z.string().optional(),
  crossValidation: z
    .strictObject({ folds: z.int().min(2), rocAuc: Estimate, logLoss: Estimate })
    .optional()
    .meta({ description: 'Out-of-fold figures by which the family is chosen' }),
  test: Figures.optional(),
  trials: z.int().nonnegative().optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  note: z.string().optional().meta({ description: 'For one-rule: the rule in words' }),
});
export type Candidate = z.infer<typeof Candidate>;

/** Exact figures and curves of the chosen model on the test rows. */
export const Metrics = z
  .strictObject({
    format: z.literal('mainstay-metrics/1'),
    chosen: Family,
    chosenBecause: z.string(),
    split: z.strictObject({
      kind: z.enum(['stratified', 'time']),
      trainingCustomers: z.int(),
      testCustomers: z.int(),
      testLeavers: z.int(),
      folds: z.int(),
    }),
    bootstrapRounds: z.int().positive(),
    threshold: share.meta({
      description: 'Probability from which a customer is contacted: where the high tier begins',
    }),
    figures: Figures,
    confusion: z.strictObject({
      truePositive: z.int(),
      falsePositive: z.int(),
      trueNegative: z.int(),
      falseNegative: z.int(),
    }),
    candidates: z.array(Candidate).min(1),
    rocCurve: z.array(z.strictObject({ falsePositiveRate: share, truePositiveRate: share })),
    prCurve: z.array(z.strictObject({ recall: share, precision: share })),
    calibrationBins: z.array(
      z.strictObject({ customers: z.int(), meanProbability: share, observedRate: share, low: share, high: share }),
    ),
    deciles: z
      .array(
        z.strictObject({
          decile: z.int().min(1).max(10),
          customers: z.int(),
          leavers: z.int(),
          rate: share,
          lift: Estimate,
          cumulativeRecall: share,
        }),
      )
      .meta({ description: 'Decile 1 holds the highest probabilities' }),
    profitCurve: z
      .array(
        z.strictObject({
          share: share.meta({ description: 'Share of customers contacted, highest probability first' }),
          profitPerCustomer: z.number().meta({ description: 'Major currency units per customer of the base' }),
          low: z.number(),
          high: z.number(),
          randomProfitPerCustomer: z.number(),
        }),
      )
      .meta({ description: 'Expected profit = success rate × value of the leavers reached − cost of contacts' }),
    importance: z
      .array(
        z.strictObject({
          feature: z.string(),
          meanAbsoluteContribution: z.number(),
          share: share.meta({ description: 'Of the sum over features' }),
        }),
      )
      .meta({ description: 'Mean |contribution| to the raw score, over test rows, largest first' }),
    segments: z.array(
      z.strictObject({
        feature: z.string(),
        group: z.string(),
        customers: z.int(),
        leavers: z.int(),
        observedRate: Estimate,
        meanProbability: share,
        rocAuc: Estimate.nullable().meta({ description: 'null where a group is too small to tell' }),
      }),
    ),
  })
  .meta({ id: 'MainstayMetrics' });
export type Metrics = z.infer<typeof Metrics>;

/** `exploration.json`: what the training rows look like. Nothing in it saw a test row. */
export const Exploration = z
  .strictObject({
    format: z.literal('mainstay-exploration/1'),
    customers: z.int(),
    leavers: z.int(),
    churnRate: Estimate,
    duplicates: z.int().meta({ description: 'Rows left out because the same customer or row came before' }),
    features: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          feature: z.string(),
          kind: z.literal('number'),
          missing: z.int(),
          distinct: z.int(),
          mean: z.number(),
          standardDeviation: z.number(),
          min: z.number(),
          quartiles: z.tuple([z.number(), z.number(), z.number()]),
          max: z.number(),
          outliers: z.int().meta({ description: 'Beyond 3 interquartile ranges from the quartiles' }),
          bins: z.array(
            z.strictObject({ from: z.number(), to: z.number(), customers: z.int(), churnRate: Estimate.nullable() }),
          ),
          rocAucAlone: z.number(),
        }),
        z.strictObject({
          feature: z.string(),
          kind: z.literal('category'),
          missing: z.int(),
          distinct: z.int(),
          values: z.array(z.strictObject({ value: z.string(), customers: z.int(), churnRate: Estimate.nullable() })),
          rocAucAlone: z.number(),
        }),
      ]),
    ),
    correlations: z
      .array(z.strictObject({ a: z.string(), b: z.string(), spearman: z.number() }))
      .meta({ description: 'Pairs of numbers with |ρ| ≥ 0.1, strongest first, at most 50' }),
    leaks: z.array(
      z.strictObject({ feature: z.string(), rocAucAlone: z.number(), dropped: z.boolean(), reason: z.string() }),
    ),
  })
  .meta({ id: 'MainstayExploration' });
export type Exploration = z.infer<typeof Exploration>;
