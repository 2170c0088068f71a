import { DomainError } from '../errors.ts';
import type { ModelRegistry, ObjectStore } from '../ports.ts';
import { loadStoredModel, modelKey } from './stored-model.ts';

/** One home, as far as models go. */
export interface ModelHome {
  readonly models: Pick<ModelRegistry, 'get' | 'register'>;
  readonly objects: Pick<ObjectStore, 'list' | 'put' | 'read'>;
}

/**
 * Brings a model from one home into another, to be promoted there. It is verified where it came to, and registered last: a
 * copy that broke off is no model, and is finished by doing it again.
 *
 * @throws {DomainError} `model-not-found`, `invalid-request` for a model that computes elsewhere, or `invalid-bundle` if it cannot be used or does not arrive whole
 */
export async function copyModel(version: string, from: ModelHome, to: ModelHome): Promise<void> {
  const record = await from.models.get(version);
  if (!record) throw new DomainError('model-not-found', `No model ${version} is registered.`);
  const { family } = await loadStoredModel(from.objects, version, 'It was not copied.');
  if (family === 'external') {
    const detail = `Model ${version} computes behind an endpoint: register it there, so that the endpoint is asked from there.`;
    throw new DomainError('invalid-request', detail);
  }
  for (const key of await from.objects.list(modelKey(version, ''))) {
    const content = await from.objects.read(key);
    if (content) await to.objects.put(key, content);
  }
  await loadStoredModel(to.objects, version, 'It did not arrive whole; copy it again.');
  await to.models.register(record);
}
