import { z } from 'zod';
import { GateDecision } from './gate/gate-decision.ts';
import { Figures, Split } from './metrics.ts';
import { ListedModel, type ModelDetails, modelDetails, type RegistryView } from './model-details.ts';
import { compareShadow, ShadowComparison } from './shadow/shadow-comparison.ts';

/** One of two models that are set side by side. */
export const ComparedModel = z.strictObject({
  model: ListedModel,
  figures: Figures.nullable().meta({ description: "On the test rows of the model's own run; null from elsewhere" }),
  split: Split.nullable(),
  settings: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Of the family that was chosen' }),
  parts: z.array(z.string()).nullable().meta({ description: 'Data parts that it was trained on; null if not kept' }),
});
export type ComparedModel = z.infer<typeof ComparedModel>;

export const ModelComparison = z
  .strictObject({
    models: z.tuple([ComparedModel, ComparedModel]),
    sameRows: GateDecision.pick({ challenger: true, champion: true, decidedAt: true, testRows: true, gains: true })
      .nullable()
      .meta({
        description: 'Both on the same rows, which neither had seen: where the gate held one against the other',
      }),
    sameCustomers: ShadowComparison.nullable().meta({
      description: 'Both on the same live customers: where one shadowed while the other was the champion',
    }),
    remark: z.string(),
  })
  .meta({ id: 'ModelComparison' });
export type ModelComparison = z.infer<typeof ModelComparison>;

/**
 * Sets two models side by side: what both said of the same rows as far as that is known, and each one's own figures.
 *
 * @throws {DomainError} `model-not-found`, `invalid-bundle`
 */
export async function compareModels(a: string, b: string, view: RegistryView): Promise<ModelComparison> {
  const sides = [await modelDetails(a, view), await modelDetails(b, view)] as const;
  const sameRows = gateBetween(sides[0], sides[1]) ?? gateBetween(sides[1], sides[0]);
  return {
    models: [sideOf(sides[0]), sideOf(sides[1])],
    sameRows: sameRows ?? null,
    sameCustomers: shadowBetween(sides[0], sides[1]) ?? shadowBetween(sides[1], sides[0]) ?? null,
    remark: sameRows
      ? 'The gains are of the same rows, so small ones count. The figures beside them are of each model’s own test rows.'
      : 'The gate never held one against the other: the figures are of each model’s own test rows, and small differences say nothing.',
  };
}

function sideOf({ model, metrics, lineage }: ModelDetails): ComparedModel {
  const chosen = metrics?.candidates.find(({ name }) => name === metrics.chosen);
  return {
    model,
    figures: metrics?.figures ?? null,
    split: metrics?.split ?? null,
    settings: chosen?.settings ?? null,
    parts: lineage?.parts.map(({ partId }) => partId) ?? null,
  };
}

function gateBetween({ decision }: ModelDetails, champion: ModelDetails): ModelComparison['sameRows'] | undefined {
  if (!decision?.gains || decision.champion !== champion.model.version) return undefined;
  const { challenger, decidedAt, testRows, gains } = decision;
  return { challenger, champion: decision.champion, decidedAt, testRows, gains };
}

function shadowBetween({ shadow }: ModelDetails, { model }: ModelDetails): ShadowComparison | undefined {
  const days = shadow?.days.filter(({ champion }) => champion === model.version) ?? [];
  return days.length === 0 ? undefined : compareShadow(shadow?.pointer ?? undefined, days);
}
