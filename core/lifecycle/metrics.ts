import { z } from 'zod';
import { FeatureShift } from '../monitoring/feature-shift.ts';
import { Family } from '../scoring/bundle.ts';
import { Estimate } from './estimate.ts';

export { Estimate };

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

const DateRange = z.strictObject({ from: z.iso.date(), to: z.iso.date() });

/** How the test rows were set aside. */
export const Split = z.strictObject({
  kind: z.enum(['random', 'time']).meta({
    description:
      'time: the newest snapshots are the test. random: customers by a hash of their id, the same in every run, so that a customer who tests one model has trained none',
  }),
  trainingCustomers: z.int(),
  testCustomers: z.int(),
  testLeavers: z.int(),
  folds: z.int(),
  testBelow: share.nullable().optional().meta({
    description:
      'Random only: customers whose hash, 0 to 1, lies below this are the test; null where that left too few of a class, and each was shared out by itself',
  }),
  dates: z
    .strictObject({
      training: DateRange,
      test: DateRange,
      leftOut: z.int().nonnegative().meta({
        description: 'Training rows left out because it was not yet known on the first test day whether they left',
      }),
    })
    .optional()
    .meta({ description: 'Snapshot dates; there where the split is by time' }),
});
export type Split = z.infer<typeof Split>;

/** What more data would bring: the chosen family and settings fitted on parts of the training rows, tested on the same. */
export const LearningCurve = z.strictObject({
  points: z
    .array(
      z.strictObject({
        share: share.meta({ description: 'Of the training rows; each part holds the smaller ones' }),
        customers: z.int().positive(),
        leavers: z.int().positive(),
        rocAuc: Estimate,
        brier: Estimate,
      }),
    )
    .min(1)
    .meta({ description: 'Ascending; the last is the model itself' }),
  lastDoubling: z
    .strictObject({ rocAuc: Estimate, brier: Estimate })
    .nullable()
    .meta({ description: 'Gain from half of the rows to all, row by row on the same test rows; above 0 is better' }),
});
export type LearningCurve = z.infer<typeof LearningCurve>;

/** What changed in the training rows since the model that was given as the previous one. */
export const DataChanges = z.strictObject({
  previousCustomers: z.int().positive(),
  customers: z.int().positive(),
  previousChurnRate: Estimate.nullable(),
  churnRate: Estimate,
  features: z.array(FeatureShift).meta({ description: 'Most changed first' }),
  onlyNow: z.array(z.string()).meta({ description: 'Features that the previous model did not use' }),
  onlyBefore: z.array(z.string()).meta({ description: 'Features that only the previous model used' }),
});
export type DataChanges = z.infer<typeof DataChanges>;

/** How one group of customers fares at the threshold; rates with Wilson intervals, null where nobody is there to count. */
export const GroupFairness = z.strictObject({
  feature: z.string(),
  group: z.string(),
  customers: z.int(),
  leavers: z.int(),
  selected: z.int().meta({ description: 'Customers at or above the threshold' }),
  selectionRate: Estimate,
  truePositiveRate: Estimate.nullable().meta({ description: 'Of those who left, the share selected' }),
  falsePositiveRate: Estimate.nullable().meta({ description: 'Of those who stayed, the share selected' }),
  precision: Estimate.nullable().meta({ description: 'Of those selected, the share that left' }),
  calibrationGap: Estimate.meta({
    description: 'Share that left − mean probability; above 0: the risk of the group is told too low',
  }),
});
export type GroupFairness = z.infer<typeof GroupFairness>;

/** By which rule the family was chosen, and the figures that the rule looked at. */
export const FamilyChoice = z.strictObject({
  rule: z.enum(['smallest-loss', 'simplest-within-error', 'asked-for']),
  logLoss: z
    .partialRecord(Family, z.number().nonnegative())
    .meta({ description: 'Of each family, cross-validated and calibrated; smaller is better' }),
  standardError: z.number().nonnegative().nullable().meta({
    description: 'Within which a simpler family was taken for the one with the smallest loss; null for the other rules',
  }),
});
export type FamilyChoice = z.infer<typeof FamilyChoice>;

/** Exact figures and curves of the chosen model on the test rows. */
export const Metrics = z
  .strictObject({
    format: z.literal('mainstay-metrics/1'),
    chosen: Family,
    chosenBecause: z.string(),
    choice: FamilyChoice.optional(),
    split: Split,
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
    rocCurve: z.array(
      z.strictObject({
        falsePositiveRate: share,
        truePositiveRate: share,
        threshold: share.optional().meta({ description: 'Lowest probability among the customers reached' }),
      }),
    ),
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
    fairness: z.array(GroupFairness).optional().meta({ description: 'For the groups of the profile’s segments' }),
    learningCurve: LearningCurve.optional(),
    dataChanges: DataChanges.optional().meta({ description: 'There where an earlier model was given' }),
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
    touch: z.strictObject({ untouched: z.int(), contacted: z.int(), holdout: z.int() }).optional().meta({
      description: 'Rows by what outreach did, where the data say so; contacted ones train and test no churn model',
    }),
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
