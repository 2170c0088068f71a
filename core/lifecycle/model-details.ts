import { z } from 'zod';
import { DomainError } from '../errors.ts';
import type { Clock, ObjectStore, Records } from '../ports.ts';
import { bundleFiles } from '../scoring/bundle.ts';
import { GateDecision } from './gate/gate-decision.ts';
import { Lineage, readDecision, readLineage } from './lineage.ts';
import { Metrics } from './metrics.ts';
import { ModelStanding, type Pointers, standingOf } from './model-state.ts';
import { ChampionPointer, ModelRecord } from './registry.ts';
import { isShadowing, ShadowPointer } from './shadow/shadow.ts';
import { compareShadow, ShadowComparison } from './shadow/shadow-comparison.ts';
import { modelKey, readObject } from './stored-model.ts';

/** A model and where it stands. */
export const ListedModel = ModelRecord.extend({ standing: ModelStanding }).meta({ id: 'ListedModel' });
export type ListedModel = z.infer<typeof ListedModel>;

export const ModelList = z
  .strictObject({
    champion: ChampionPointer.nullable(),
    shadow: ShadowPointer.nullable().meta({ description: 'The model that scores silently now' }),
    models: z.array(ListedModel).meta({ description: 'Newest first' }),
  })
  .meta({ id: 'ModelList' });
export type ModelList = z.infer<typeof ModelList>;

/** All that is known of one model. */
export const ModelDetails = z
  .strictObject({
    model: ListedModel,
    champion: z.boolean(),
    metrics: Metrics.nullable().meta({ description: 'Null for a model from elsewhere' }),
    lineage: Lineage.nullable().meta({ description: 'Null where it was not kept' }),
    decision: GateDecision.nullable().meta({ description: 'Null for a model that never stood before the gate' }),
    shadow: ShadowComparison.nullable().meta({ description: 'Null for a model that never shadowed' }),
  })
  .meta({ id: 'Model' });
export type ModelDetails = z.infer<typeof ModelDetails>;

export interface RegistryView {
  readonly records: Pick<Records, 'models' | 'shadows'>;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly clock: Clock;
}

/** The whole registry. */
export async function listModels({ records, clock }: Pick<RegistryView, 'records' | 'clock'>): Promise<ModelList> {
  const pointers = await readPointers(records, clock);
  const { history, shadow, now } = pointers;
  const models = await records.models.list();
  return {
    champion: history[0] ?? null,
    shadow: shadow && isShadowing(shadow, now) ? shadow : null,
    models: models.map((model) => ({ ...model, standing: standingOf(model, pointers) })),
  };
}

/** @throws {DomainError} `model-not-found`, `invalid-bundle` where a document beside the model is damaged */
export async function modelDetails(version: string, view: RegistryView): Promise<ModelDetails> {
  const { records, objects, clock } = view;
  const model = await records.models.get(version);
  if (!model) throw new DomainError('model-not-found', `No model ${version} is registered`);
  const pointers = await readPointers(records, clock);
  const { shadow, now, history } = pointers;
  const active = shadow?.version === version && isShadowing(shadow, now) ? shadow : undefined;
  const tallies = await records.shadows.tallies(version);
  return {
    model: { ...model, standing: standingOf(model, pointers) },
    champion: history[0]?.version === version,
    ...(await undamaged(version, async () => ({
      metrics: (await readMetrics(objects, version)) ?? null,
      lineage: (await readLineage(objects, version)) ?? null,
      decision: (await readDecision(objects, version)) ?? null,
    }))),
    shadow: compareShadow(active, tallies) ?? null,
  };
}

async function readPointers({ models, shadows }: RegistryView['records'], clock: Clock): Promise<Pointers> {
  const [history, shadow] = await Promise.all([models.championHistory(), shadows.current()]);
  return { history, shadow, now: clock.now() };
}

async function readMetrics(objects: Pick<ObjectStore, 'read'>, version: string): Promise<Metrics | undefined> {
  const bytes = await readObject(objects, modelKey(version, bundleFiles.metrics));
  return bytes && Metrics.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

async function undamaged<T>(version: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof z.ZodError) && !(cause instanceof SyntaxError)) throw cause;
    throw new DomainError('invalid-bundle', `A document beside model ${version} breaks its schema.`, { cause });
  }
}
