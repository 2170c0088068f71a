import { loadStoredModel } from '../../core/lifecycle/stored-model.ts';
import type { ObjectStore } from '../../core/ports.ts';
import type { Engine } from '../../core/scoring/engine.ts';

/**
 * Loads a model that the home holds, and verifies it.
 *
 * @throws {DomainError} `invalid-bundle`, naming the model
 */
export async function loadModel(objects: ObjectStore, version: string): Promise<Engine> {
  return loadStoredModel(objects, version, 'Train again, or go back with "mainstay rollback".');
}
