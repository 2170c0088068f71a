import { z } from 'zod';

/** A text for people, in each language that the house speaks. */
export const Words = z.strictObject({ en: z.string().min(1).max(300), ko: z.string().min(1).max(300) });
export type Words = z.infer<typeof Words>;
export type Language = keyof Words;

const FeatureName = z
  .string()
  .min(1)
  .max(128)
  .refine((name) => !name.startsWith('__'), 'names beginning with __ are reserved');

const featureBase = {
  name: FeatureName.meta({ description: 'Column in the file and key in the API' }),
  label: Words.meta({ description: 'What people call it' }),
  changeable: z.boolean().meta({ description: 'Whether the business can change it for a customer' }),
  reasons: z
    .strictObject({ raises: Words.optional(), lowers: Words.optional() })
    .optional()
    .meta({ description: 'Words used when this feature raises or lowers the risk; {value} and {label} are filled in' }),
  trusted: z
    .boolean()
    .optional()
    .meta({ description: 'True keeps the feature even where it separates the classes almost perfectly' }),
};

/** A number. Values outside min..max are wrong and send the row to quarantine; leave a bound out where none is certain. */
export const NumberFeature = z.strictObject({
  ...featureBase,
  kind: z.literal('number'),
  unit: z.string().min(1).max(40).optional().meta({ description: 'For people: months, hours per week, USD per month' }),
  min: z.number().optional(),
  max: z.number().optional(),
});

/** One of a list of texts. Texts off the list are scored as unseen, with a warning. */
export const CategoryFeature = z.strictObject({
  ...featureBase,
  kind: z.literal('category'),
  values: z.array(z.string().min(1).max(200)).min(1).max(256),
});

/** Order of day, month and year in a date; a date with the year first is read in any case. */
export const DateOrder = z.enum(['ymd', 'dmy', 'mdy']).meta({ description: 'Order of day, month and year' });
export type DateOrder = z.infer<typeof DateOrder>;

/** A date, seen by the model as days before the snapshot date (negative if after it). */
export const DateFeature = z.strictObject({
  ...featureBase,
  kind: z.literal('date'),
  format: DateOrder,
});

export const Feature = z.discriminatedUnion('kind', [NumberFeature, CategoryFeature, DateFeature]);
export type Feature = z.infer<typeof Feature>;

/** Why a column of the file is not a feature. */
export const exclusionReasons = [
  'constant', // one value only
  'id-like', // nearly every row has its own value
  'free-text', // too many values, too few rows each
  'date-without-snapshot', // an age cannot be told without the date of observation
  'label-copy', // says the same as the label in other words
  'after-leaving', // filled in only once a customer has left
  'model-output', // another model's score
  'separates-perfectly', // alone tells the classes apart almost perfectly
  'mostly-missing', // hardly ever filled in
  'duplicate', // the same values as another column
  'person', // personal data that a model must not use, such as a name or an e-mail address
  'chosen', // left out by whoever wrote the profile
] as const;
export const Exclusion = z.strictObject({
  column: z.string().min(1),
  code: z.enum(exclusionReasons),
  reason: z.string().min(1).meta({ description: 'A sentence with the figures that it rests on' }),
});
export type Exclusion = z.infer<typeof Exclusion>;

/** A customer group that figures are also shown for: a category's values, or a number cut at the given points. */
export const Segment = z.strictObject({
  feature: FeatureName,
  cuts: z.array(z.number()).min(1).max(9).optional().meta({ description: 'Ascending; needed for numbers' }),
});
export type Segment = z.infer<typeof Segment>;

/** What to do when a reason that the business can change raises the risk. The first play that fits is proposed. */
export const Play = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: Words,
  steps: Words.optional().meta({ description: 'How to carry it out, a sentence or two' }),
  features: z.array(FeatureName).min(1).meta({ description: 'Reasons that it answers' }),
});
export type Play = z.infer<typeof Play>;

/** What acting costs and brings; tiers and profit curves rest on it. Amounts are in major units of the currency. */
export const Policy = z.strictObject({
  contactCost: z.number().nonnegative().meta({ description: 'Cost of contacting one customer, major currency units' }),
  successRate: z.number().gt(0).max(1).meta({ description: 'Share of leavers whom contact keeps, 0 to 1' }),
  capacityShare: z
    .number()
    .gt(0)
    .max(1)
    .meta({ description: 'Share of customers the team can contact per cycle, 0 to 1' }),
});
export type Policy = z.infer<typeof Policy>;

/** Texts that stand for "no value", compared after trimming and without regard to case. The empty text always does. */
export const defaultMissingTexts = ['na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '-', '?', 'missing'] as const;

/** Name of a profile; part of keys. */
export const ProfileName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens');

/** What a data set's columns mean. Design: "Profile". */
export const Profile = z
  .strictObject({
    format: z.literal('mainstay-profile/1'),
    name: ProfileName,
    version: z.int().positive(),
    title: Words,
    id: z.strictObject({
      column: z.string().min(1).nullable().meta({ description: 'null: ids are made from line numbers' }),
    }),
    label: z.strictObject({
      column: z.string().min(1),
      positive: z.array(z.string().min(1)).min(1).meta({ description: 'Texts that mean: left' }),
      negative: z.array(z.string().min(1)).min(1).meta({ description: 'Texts that mean: stayed' }),
    }),
    money: z
      .strictObject({
        column: z.string().min(1),
        per: z.enum(['week', 'month', 'quarter', 'year']).meta({ description: 'Amounts are in major currency units' }),
      })
      .nullable(),
    currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
    churnWithinDays: z.int().min(1).max(730).meta({ description: 'Horizon that the label speaks of, days' }),
    leadTimeDays: z.int().min(0).max(365).optional().meta({
      description:
        'Days between the snapshot and the beginning of the horizon, for the team to act in; 0 if left out. The label speaks of leaving from then on for churnWithinDays',
    }),
    valueHorizonMonths: z.int().min(1).max(36).meta({ description: 'Billing months counted as lost when one leaves' }),
    snapshotColumn: z
      .string()
      .min(1)
      .nullable()
      .meta({ description: 'Date at which a row was true; dates are aged by it' }),
    snapshotFormat: DateOrder.optional().meta({ description: 'Order of the dates in snapshotColumn; ymd if left out' }),
    touch: z
      .strictObject({
        column: z.string().min(1),
        contacted: z
          .array(z.string().min(1))
          .min(1)
          .meta({ description: 'Texts that mean: outreach reached the customer' }),
        holdout: z
          .array(z.string().min(1))
          .default([])
          .meta({ description: 'Texts that mean: left alone on purpose, to measure what contact brings' }),
        untouched: z
          .array(z.string().min(1))
          .default([])
          .meta({ description: 'Texts that mean: nobody did anything; a missing value means it too' }),
      })
      .optional()
      .meta({ description: 'Column that says what outreach did to the customer within the horizon; never a feature' }),
    missing: z.array(z.string()).default([...defaultMissingTexts]),
    decimal: z.enum(['.', ',']).default('.').meta({ description: 'Decimal mark of numbers in files' }),
    features: z.array(Feature).min(1).max(500),
    excluded: z.array(Exclusion),
    segments: z.array(Segment).max(12),
    plays: z.array(Play).max(50),
    policy: Policy,
  })
  .superRefine((profile, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of profile.features.entries()) {
      if (seen.has(name))
        context.addIssue({ code: 'custom', path: ['features', index, 'name'], message: 'is named twice' });
      seen.add(name);
      if (name === profile.label.column || name === profile.id.column) {
        context.addIssue({ code: 'custom', path: ['features', index, 'name'], message: 'is the label or the id' });
      }
      if (name === profile.touch?.column) {
        const message = 'says what outreach did, which a model must not use';
        context.addIssue({ code: 'custom', path: ['features', index, 'name'], message });
      }
    }
    if (profile.touch) {
      const { contacted, holdout, untouched } = profile.touch;
      const texts = [...contacted, ...holdout, ...untouched].map((text) => text.trim().toLowerCase());
      if (new Set(texts).size < texts.length) {
        context.addIssue({ code: 'custom', path: ['touch'], message: 'a text stands there twice' });
      }
    }
    const refersTo = (name: string, path: (string | number)[]): void => {
      if (!seen.has(name)) context.addIssue({ code: 'custom', path, message: `${name} is no feature of the profile` });
    };
    for (const [i, segment] of profile.segments.entries()) refersTo(segment.feature, ['segments', i, 'feature']);
    for (const [i, play] of profile.plays.entries()) {
      for (const [j, name] of play.features.entries()) refersTo(name, ['plays', i, 'features', j]);
    }
  })
  .meta({ id: 'MainstayProfile', title: 'Mainstay profile: what the columns of a data set mean' });
export type Profile = z.infer<typeof Profile>;

/** A feature's value once parsed: a number (a date as days before the snapshot), a category's text, or null if missing. */
export type FeatureValue = number | string | null;
/** One customer's features, keyed by feature name; every feature of the profile is present. */
export type FeatureValues = Readonly<Record<string, FeatureValue>>;
