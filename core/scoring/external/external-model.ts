import { z } from 'zod';
import { Calibration, TierThresholds } from '../bundle.ts';
import { EndpointAddress } from './endpoint-address.ts';
import { externalModelFormat } from './external-format.ts';

const share = z.number().min(0).max(1);

const feature = z.string().min(1).meta({ description: 'Feature of the profile' });
const field = z.string().min(1).max(128).optional().meta({ description: 'Its key in JSON; the feature if left out' });

/** How one column of a request is made of a feature. */
export const EndpointColumn = z.discriminatedUnion('as', [
  z.strictObject({
    as: z.literal('value').meta({ description: 'The value as it is; of a date its age in days at the snapshot' }),
    feature,
    field,
    missing: z
      .union([z.number(), z.string().max(100)])
      .nullable()
      .default(null)
      .meta({
        description: 'Sent where the value is missing; null: an empty field in CSV, null in JSON',
      }),
  }),
  z.strictObject({
    as: z.literal('indicator').meta({ description: '1 where the category has this value, else 0' }),
    feature,
    field,
    of: z.string().min(1),
  }),
  z.strictObject({
    as: z.literal('code').meta({ description: 'A number for each value of the category' }),
    feature,
    field,
    codes: z.record(z.string().min(1), z.number()),
    otherwise: z
      .number()
      .nullable()
      .default(null)
      .meta({ description: 'For a missing value and one without a code; null as above' }),
  }),
  z.strictObject({
    as: z.literal('missing').meta({ description: '1 where the value is missing, else 0' }),
    feature,
    field,
  }),
]);
export type EndpointColumn = z.infer<typeof EndpointColumn>;

/**
 * What a request holds. `csv`: a line per customer, no header, as SageMaker's own XGBoost and its container read it.
 * `json-lines`: a document per line, `named` {"AccountAge": 4, …} or `list` {"features": [4, …]}.
 */
export const RequestShape = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('csv') }),
  z.strictObject({ format: z.literal('json-lines'), rows: z.enum(['named', 'list']) }),
]);
export type RequestShape = z.infer<typeof RequestShape>;

/**
 * Where the probabilities stand in an answer, one for each row in the order of the rows. `csv`: one a line, or all in one
 * line, or in one column of several. `json-lines`: numbers, or documents with that field. `json`: a list of such, by itself or
 * as `predictions`.
 */
export const AnswerShape = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('csv'),
    column: z
      .int()
      .nonnegative()
      .optional()
      .meta({ description: '0-based, where a line holds more than the probability' }),
  }),
  z.strictObject({ format: z.literal('json-lines'), field: z.string().min(1).default('score') }),
  z.strictObject({ format: z.literal('json'), field: z.string().min(1).default('score') }),
]);
export type AnswerShape = z.infer<typeof AnswerShape>;

/** Most bytes of a request that SageMaker takes in real time. */
export const mostRequestBytes = 6 * 1024 * 1024;

/** What a team says of its model. */
export const ExternalModelSettings = z.strictObject({
  description: z.string().trim().min(1).max(500).meta({ description: 'What it is and whose' }),
  endpoint: EndpointAddress,
  request: RequestShape,
  columns: z
    .array(EndpointColumn)
    .min(1)
    .max(2_000)
    .meta({ description: 'In the order in which the model was trained' }),
  answer: AnswerShape,
  rowsPerCall: z.int().min(1).max(10_000).default(500).meta({ description: 'Customers in one call at most' }),
  bytesPerCall: z.int().min(1_024).max(mostRequestBytes).default(mostRequestBytes),
  calibration: Calibration.nullable().default(null).meta({
    description:
      'From ln(p / (1 − p)) of the answer to the probability that is shown; null: the answer is the probability',
  }),
  tiers: TierThresholds.refine(({ medium, high }) => medium <= high, 'medium must not be above high'),
  plays: z
    .strictObject({ high: z.string().nullable().default(null), medium: z.string().nullable().default(null) })
    .default({ high: null, medium: null })
    .meta({ description: 'Play of the profile for everybody in the tier: there is no reason that one could answer' }),
});
export type ExternalModelSettings = z.infer<typeof ExternalModelSettings>;

/** `model.json` of a model that computes elsewhere. The format comes first: it is told from a bundle by that. */
export const ExternalModelDocument = z
  .strictObject({
    format: z.literal(externalModelFormat),
    family: z.literal('external'),
    profile: z.strictObject({
      name: z.string(),
      version: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    ...ExternalModelSettings.shape,
    quantiles: z.array(share).length(1001).nullable().meta({
      description: 'Probabilities of the customers it was trained on at 0, 0.1, … 100 %; null: no percentiles',
    }),
  })
  .meta({ id: 'MainstayExternalModel' });
export type ExternalModelDocument = z.infer<typeof ExternalModelDocument>;

/** `golden.json` of such a model: what its endpoint must go on saying of some rows. */
export const ExternalGoldenRows = z
  .strictObject({
    format: z.literal('mainstay-external-golden/1'),
    tolerance: z.number().positive().max(0.1),
    rows: z
      .array(
        z.strictObject({
          features: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
          answer: share,
        }),
      )
      .min(1),
  })
  .meta({ id: 'MainstayExternalGoldenRows' });
export type ExternalGoldenRows = z.infer<typeof ExternalGoldenRows>;
