import { z } from 'zod';
import { readDocument } from '../../batch/batch-plan.ts';
import { DomainError } from '../../errors.ts';
import type { ModelRegistry, ObjectStore } from '../../ports.ts';
import { parseProfile } from '../../profile/parse-profile.ts';
import type { Profile } from '../../profile/profile.ts';
import { bundleFiles } from '../../scoring/bundle.ts';
import { readDocument as readDocumentOf } from '../../scoring/load-bundle.ts';
import { Metrics } from '../metrics.ts';
import { bundleProfileFile, modelKey, readObject } from '../stored-model.ts';
import type { PartReference } from '../training-data/part-manifest.ts';
import { readRunData } from '../training-data/run-data.ts';
import { CheckedData } from './checked-data.ts';
import { runKeys } from './run-files.ts';
import { TrainingOrder } from './training-order.ts';

/** What it takes to train a model once more. */
export interface RepeatedTraining extends Pick<TrainingOrder, 'families' | 'seed'> {
  /** How many settings were tried, family by family; null for one that could not be fitted. */
  readonly trials: readonly (number | null)[];
  readonly previous: string | null;
  readonly profile: Profile;
  readonly parts: readonly PartReference[];
}

/**
 * The data, settings and seed that a model was trained with, from the run that made it. A time budget gives another number
 * of trials on every machine and day, so that what counts is how many there were.
 *
 *
 * @throws {DomainError} `model-not-found`; `not-found` for a model whose run is not known, such as one from elsewhere
 */
export async function orderLike(
  version: string,
  { objects, models }: { readonly objects: ObjectStore; readonly models: Pick<ModelRegistry, 'get'> },
): Promise<RepeatedTraining> {
  const model = await models.get(version);
  if (!model) throw new DomainError('model-not-found', `No model ${version} is registered.`);
  const { runId } = model;
  const order = runId === null ? undefined : await readDocument(objects, runKeys.order(runId), TrainingOrder);
  const data = runId === null ? undefined : await readRunData(runId, objects);
  const checked = runId === null ? undefined : await readDocument(objects, runKeys.result(runId, 'data'), CheckedData);
  if (!order || !data || checked?.kind !== 'ready') {
    throw new DomainError(
      'not-found',
      `Nothing is known of how model ${version} was trained, so it cannot be repeated.`,
    );
  }
  const { families, seed } = order;
  const { candidates } = await readDocumentOf(
    (file) => readObject(objects, modelKey(version, file)),
    bundleFiles.metrics,
    Metrics,
  );
  const trials = families.map((family) => candidates.find(({ name }) => name === family)?.trials ?? order.trials);
  const profile = parseProfile(await readDocument(objects, modelKey(version, bundleProfileFile), z.unknown()));
  const parts = data.parts.map(({ partId, sha256 }) => ({ partId, sha256 }));
  return { families, trials, seed, previous: checked.previous, profile, parts };
}
