import { keepKernelImages } from '../../core/lifecycle/keep-kernel-images.ts';
import { loadStoredModel } from '../../core/lifecycle/stored-model.ts';
import type { ModelEndpoints, ObjectStore } from '../../core/ports.ts';
import { engineBehind } from '../../core/scoring/engine.ts';
import type { ScoringModel } from '../../core/scoring/scoring-model.ts';

/**
 * Loads a model that the home holds, and verifies it. The kernel image is kept where it was missing.
 *
 * @throws {DomainError} `invalid-bundle`, naming the model
 */
export async function loadModel(
  objects: ObjectStore,
  endpoints: ModelEndpoints,
  version: string,
): Promise<ScoringModel> {
  const model = await loadStoredModel(objects, version, 'Train again, or go back with "mainstay rollback".', endpoints);
  const engine = engineBehind(model);
  if (engine) await keepKernelImages(objects, version, engine);
  return model;
}
