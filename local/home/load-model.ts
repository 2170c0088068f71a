import { DomainError } from '../../core/errors.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import { createEngine, type Engine } from '../../core/scoring/engine.ts';
import { type BundleReader, loadBundle } from '../../core/scoring/load-bundle.ts';
import { verifyBundle } from '../../core/scoring/verify-bundle.ts';

/** The profile that a bundle was trained with, kept inside its folder. */
export const bundleProfileFile = 'profile.json';

/** Object key of a file of a model. */
export function modelKey(version: string, file: string): string {
  return `models/${version}/${file}`;
}

/** All bytes of an object; undefined if there is no such key. */
export async function readObject(objects: ObjectStore, key: string): Promise<Uint8Array | undefined> {
  const chunks = await objects.read(key);
  if (chunks === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * Reads a model and makes sure that it computes what its Python original does.
 *
 * @param read - gives the files of the bundle's folder
 * @throws {DomainError} `invalid-bundle`, saying which file is wrong and where
 */
export async function loadVerifiedEngine(read: BundleReader): Promise<Engine> {
  const bytes = await read(bundleProfileFile);
  if (bytes === undefined) throw new DomainError('invalid-bundle', `${bundleProfileFile} is missing.`);
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new DomainError('invalid-bundle', `${bundleProfileFile} is not JSON.`, { cause });
  }
  const engine = createEngine({ profile: parseProfile(document), bundle: await loadBundle(read) });
  verifyBundle(engine);
  return engine;
}

/**
 * The same for a model that the home holds.
 *
 * @throws {DomainError} `invalid-bundle`, naming the model
 */
export async function loadModel(objects: ObjectStore, version: string): Promise<Engine> {
  try {
    return await loadVerifiedEngine((file) => readObject(objects, modelKey(version, file)));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const detail = `Model ${version} cannot be used: ${error.message} Train again, or go back with "mainstay rollback".`;
    throw new DomainError('invalid-bundle', detail, { issues: error.issues, cause: error });
  }
}
