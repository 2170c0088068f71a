import { z } from 'zod';
import { Feature, Play, type Profile } from '../profile/profile.ts';

/** A feature that a model looks at. */
const SheetFeature = z.strictObject({
  feature: Feature,
  typical: z.union([z.number(), z.string()]).nullable().meta({ description: 'As in reasons: median or most frequent' }),
  neverMissing: z.boolean().meta({ description: 'Whether the training customers all had a value' }),
});

/** What the scores of a model have in common: all that it takes to put their figures into words again. */
export const SheetWording = z.strictObject({
  reasons: z.enum(['exact', 'none']),
  currency: z.string().length(3),
  bias: z.number().nullable().meta({ description: 'Expected raw score; null where there are no reasons' }),
  features: z.array(SheetFeature).meta({ description: 'In the order of contributions' }),
  values: z.array(z.string()).meta({ description: "All features of the model's profile, in the order of values" }),
  plays: z.array(Play.pick({ id: true, title: true, steps: true })),
});
export type SheetWording = z.infer<typeof SheetWording>;

/** The same for one version of a model. It is kept once, and scores of that version as bare figures. */
export const ScoringSheet = SheetWording.extend({ modelVersion: z.string() });
export type ScoringSheet = z.infer<typeof ScoringSheet>;

/** The plays of a profile as scores show them. */
export function playsOf({ plays }: Profile): SheetWording['plays'] {
  return plays.map(({ id, title, steps }) => ({ id, title, ...(steps && { steps }) }));
}

/** The sheet of a model's version. */
export function sheetOf(model: { readonly wording: SheetWording }, modelVersion: string): ScoringSheet {
  return { ...model.wording, modelVersion };
}
