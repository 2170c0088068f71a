import { z } from 'zod';
import type { Champion } from '../../core/lifecycle/champion.ts';
import { CustomerId } from '../../core/scoring/score.ts';
import { ScoredCustomer } from '../../core/scoring/score-customers.ts';
import { WhatIf } from '../../core/scoring/what-if.ts';

/** Most customers in one call; more go in as a drop. */
export const maxCustomers = 100;

/** Longest name and longest text among the values of a customer, characters. */
const longest = { name: 128, text: 2_000 } as const;

/** Values as a client has them: numbers, texts, flags, or null where unknown. The profile says what fits. */
export const RawFeatures = z
  .record(
    z.string().min(1).max(longest.name),
    z.union([z.string().max(longest.text), z.number(), z.boolean(), z.null()]),
  )
  .meta({
    id: 'Features',
    description: "Values by column name of the model's profile; one left out or null counts as missing",
    example: { AccountAge: 4, SubscriptionType: 'Basic', SupportTicketsPerMonth: 5 },
  });
export type RawFeatures = z.infer<typeof RawFeatures>;

export const ScoreRequest = z
  .strictObject({
    customers: z
      .array(z.strictObject({ customerId: CustomerId, features: RawFeatures }))
      .min(1)
      .max(maxCustomers),
    record: z
      .boolean()
      .default(true)
      .meta({ description: 'Keep the scores, so that the customers show up in the lists' }),
  })
  .meta({ id: 'ScoreRequest' });
export type ScoreRequest = z.infer<typeof ScoreRequest>;

/**
 * What {@link ScoreRequest} makes of a value, at a tenth of its cost; undefined where it would make something else of it,
 * refuse it, or has to be asked.
 */
export function plainScoreRequest(value: unknown): ScoreRequest | undefined {
  if (!isObject(value)) return undefined;
  const { customers, record = true, ...others } = value;
  if (typeof record !== 'boolean' || Object.keys(others).length > 0) return undefined;
  if (!Array.isArray(customers) || customers.length < 1 || customers.length > maxCustomers) return undefined;
  return customers.every(isCustomer) ? { customers, record } : undefined;
}

function isCustomer(value: unknown): value is ScoreRequest['customers'][number] {
  if (!isObject(value) || Object.keys(value).length !== 2) return false;
  return isFeatures(value['features']) && CustomerId.safeParse(value['customerId']).success;
}

function isFeatures(value: unknown): value is RawFeatures {
  if (!isObject(value)) return false;
  for (const name of Object.keys(value)) {
    if (name === '' || name.length > longest.name || name === '__proto__' || !isRaw(value[name])) return false;
  }
  return true;
}

function isRaw(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= longest.text;
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'boolean' || value === null;
}

/** As JSON makes them. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The model that spoke. */
export const ModelIdentity = z
  .strictObject({
    version: z.string(),
    profile: z.string(),
    family: z.string(),
    reasons: z
      .enum(['exact', 'none'])
      .meta({ description: 'none: a model from elsewhere, which says how likely and not why' }),
  })
  .meta({ id: 'ModelIdentity' });

export function identityOf({ version, engine }: Champion): z.infer<typeof ModelIdentity> {
  return { version, profile: engine.profile.name, family: engine.family, reasons: engine.reasons };
}

export const ScoresAnswer = z
  .strictObject({ model: ModelIdentity, scores: z.array(ScoredCustomer) })
  .meta({ id: 'ScoresAnswer' });

const changes = RawFeatures.meta({ description: 'Values that would be different, at least one' }).refine(
  (values) => Object.keys(values).length > 0,
  'at least one change',
);

/** A customer who is known, or features of one's own, and what would be different. */
export const WhatIfRequest = z
  .strictObject({
    customerId: CustomerId.optional().meta({ description: 'A customer scored before; or give features' }),
    features: RawFeatures.optional(),
    changes,
  })
  .refine(({ customerId, features }) => (customerId === undefined) !== (features === undefined), {
    message: 'either customerId or features',
  })
  .meta({ id: 'WhatIfRequest' });

export const WhatIfAnswer = WhatIf.extend({
  model: ModelIdentity,
  probabilityChange: z.number().min(-1).max(1).meta({ description: 'After minus before' }),
}).meta({ id: 'WhatIfAnswer' });
