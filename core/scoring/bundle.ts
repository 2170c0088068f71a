import { z } from 'zod';

/** Families that training fits and the engine serves; the order in which they are trained and shown. */
export const families = [
  'logistic-regression',
  'decision-tree',
  'random-forest',
  'gradient-boosting',
  'xgboost',
] as const;
export const Family = z.enum(families);
export type Family = z.infer<typeof Family>;

/** Families of the registry: those, and `external` for a model that was brought from elsewhere. */
export const ModelFamily = z.enum([...families, 'external']);
export type ModelFamily = z.infer<typeof ModelFamily>;

/** Names of the files of a bundle; see the design, "Bundle". */
export const bundleFiles = {
  model: 'model.json',
  trees: 'trees.bin',
  golden: 'golden.json',
  baseline: 'baseline.json',
  metrics: 'metrics.json',
  exploration: 'exploration.json',
  report: 'report.html',
  card: 'card.md',
} as const;

const column = z.int().nonnegative().meta({ description: '0-based position in the encoded row' });

/** A number takes one column, and one more that is 1 where it was missing if training saw it missing. */
export const NumberEncoding = z.strictObject({
  kind: z.literal('number'),
  feature: z.string(),
  column,
  impute: z.number().nullable().meta({ description: 'Put where the value is missing; null leaves NaN to the model' }),
  clip: z.tuple([z.number(), z.number()]).nullable().meta({ description: 'Outliers are drawn in to these bounds' }),
  missingColumn: column.nullable(),
  typical: z.number().meta({ description: 'Median of the training rows, for reasons in words' }),
});

/**
 * A category takes one 0/1 column per value seen often enough in training, one for the known but rare ones together, and
 * one for missing if training saw it missing. A value that is none of these leaves all of them 0: its own state.
 */
export const CategoryEncoding = z.strictObject({
  kind: z.literal('category'),
  feature: z.string(),
  values: z.array(z.strictObject({ value: z.string(), column })),
  rare: z.strictObject({ values: z.array(z.string()).min(1), column }).nullable(),
  missingColumn: column.nullable(),
  typical: z.string().nullable().meta({ description: 'Most frequent value of the training rows' }),
});

/** Turns feature values into a row of float32 columns. Features that the model does not use are absent. */
export const Encoder = z.strictObject({
  columnCount: z.int().positive(),
  features: z.array(z.discriminatedUnion('kind', [NumberEncoding, CategoryEncoding])).min(1),
});
export type Encoder = z.infer<typeof Encoder>;

/** raw = intercept + Σ coefficient × x, in log-odds; contribution of a column = coefficient × (x − mean). */
export const LinearEnsemble = z.strictObject({
  kind: z.literal('linear'),
  intercept: z.number(),
  coefficients: z.array(z.number()).min(1),
  means: z.array(z.number()).min(1).meta({ description: 'Mean of each encoded column over the training rows' }),
});

/**
 * Trees in {@link bundleFiles.trees}. `sum`: raw = base + Σ leaf, in log-odds, added in tree order in float32.
 * `mean`: raw = Σ leaf / treeCount, a probability (base is 0), added in float64.
 */
export const TreeEnsemble = z.strictObject({
  kind: z.literal('trees'),
  aggregation: z.enum(['sum', 'mean']),
  base: z.number(),
  treeCount: z.int().positive(),
  nodeCount: z.int().positive(),
  maxDepth: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Raw score to probability. The input u is raw itself for log-odds, and ln(p / (1 − p)) with p = raw kept within
 * [1e-6, 1 − 1e-6] for `mean` ensembles. `sigmoid`: 1 / (1 + exp(−(slope × u + intercept))) (Platt 1999).
 * `isotonic`: straight lines through the points (x ascending, y non-decreasing), flat outside.
 */
export const Calibration = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sigmoid'), slope: z.number().positive(), intercept: z.number() }),
  z.strictObject({
    kind: z.literal('isotonic'),
    x: z.array(z.number()).min(2),
    y: z.array(z.number().min(0).max(1)).min(2),
  }),
]);
export type Calibration = z.infer<typeof Calibration>;

/** Probabilities at which the tiers begin; medium ≤ high. */
export const TierThresholds = z.strictObject({ medium: z.number().min(0).max(1), high: z.number().min(0).max(1) });
export type TierThresholds = z.infer<typeof TierThresholds>;

/** `model.json`: equal data, settings and seed give an equal document, so it holds no time and no machine. */
export const ModelDocument = z
  .strictObject({
    format: z.literal('mainstay-model/1'),
    profile: z.strictObject({
      name: z.string(),
      version: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    family: Family,
    encoder: Encoder,
    ensemble: z.discriminatedUnion('kind', [LinearEnsemble, TreeEnsemble]),
    calibration: Calibration,
    tiers: TierThresholds,
    droppedFeatures: z.array(z.strictObject({ feature: z.string(), reason: z.string() })),
    trainingData: z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      customers: z.int().positive(),
      leavers: z.int().positive(),
    }),
    settings: z.record(z.string(), z.unknown()).meta({ description: 'Hyperparameters and search settings' }),
    seed: z.int().nonnegative(),
    libraries: z.record(z.string(), z.string()),
  })
  .meta({ id: 'MainstayModel' });
export type ModelDocument = z.infer<typeof ModelDocument>;

export const goldenFormat = 'mainstay-golden/1';
/** Fewer rows would leave paths of the trees untried. */
export const fewestGoldenRows = 200;

/** `golden.json`: what the Python model says of some rows, which the engine must say too. */
export const GoldenRows = z
  .strictObject({
    format: z.literal(goldenFormat),
    rows: z
      .array(
        z.strictObject({
          features: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
          raw: z.number(),
          probability: z.number().min(0).max(1),
          bias: z.number().meta({ description: 'Expected raw score; bias + Σ contributions = raw' }),
          contributions: z.record(z.string(), z.number()).meta({ description: 'By feature of the encoder' }),
        }),
      )
      .min(fewestGoldenRows),
  })
  .meta({ id: 'MainstayGoldenRows' });
export type GoldenRows = z.infer<typeof GoldenRows>;

/** Most that the engine may differ from the golden rows. */
export const goldenTolerance = { probability: 1e-6, contribution: 1e-5 } as const;

const share = z.number().min(0).max(1);

/** `baseline.json`: how the training rows looked, for drift and percentiles. */
export const Baseline = z
  .strictObject({
    format: z.literal('mainstay-baseline/1'),
    customers: z.int().positive(),
    features: z.record(
      z.string(),
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('number'),
          edges: z.array(z.number()).meta({ description: 'Inner bin edges, ascending; bins are [a, b)' }),
          shares: z.array(share).meta({ description: 'Share of present values per bin; one more than edges' }),
          missingShare: share,
          mean: z.number(),
          median: z.number(),
        }),
        z.strictObject({ kind: z.literal('category'), shares: z.record(z.string(), share), missingShare: share }),
      ]),
    ),
    score: z.strictObject({
      quantiles: z
        .array(share)
        .length(1001)
        .meta({ description: 'Calibrated out-of-fold probabilities at 0, 0.1, … 100 %' }),
      histogram: z.array(share).length(20).meta({ description: 'Share of customers per 0.05 of probability' }),
    }),
  })
  .meta({ id: 'MainstayBaseline' });
export type Baseline = z.infer<typeof Baseline>;
