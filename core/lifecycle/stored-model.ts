import { DomainError } from '../errors.ts';
import type { ObjectStore } from '../ports.ts';
import { parseProfile } from '../profile/parse-profile.ts';
import { createEngine, type Engine } from '../scoring/engine.ts';
import { type BundleReader, engineFiles, loadBundle } from '../scoring/load-bundle.ts';
import { verifyBundle } from '../scoring/verify-bundle.ts';

/** The profile that a bundle was trained with, kept inside its folder. */
export const bundleProfileFile = 'profile.json';

/** Object key of a file of a model. */
export function modelKey(version: string, file: string): string {
  return `models/${version}/${file}`;
}

/** All bytes of an object; undefined if there is no such key. */
export async function readObject(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks = await objects.read(key);
  if (chunks === undefined) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of chunks) {
    parts.push(part);
    length += part.byteLength;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
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
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DomainError('invalid-bundle', `${bundleProfileFile} is not JSON.`, { cause });
  }
  const engine = createEngine({ profile: parseProfile(document), bundle: await loadBundle(read) });
  verifyBundle(engine);
  return engine;
}

/**
 * The same for a model in an object store.
 *
 * @param remedy - sentence on what to do where the model cannot be used
 * @throws {DomainError} `invalid-bundle`, naming the model
 */
export async function loadStoredModel(
  objects: Pick<ObjectStore, 'read'>,
  version: string,
  remedy: string,
): Promise<Engine> {
  // All at once: where a file is a request away, a start waits for one of them and not for five.
  const files = [bundleProfileFile, ...engineFiles].map(
    (file) => [file, readObject(objects, modelKey(version, file))] as const,
  );
  await Promise.allSettled(files.map(([, bytes]) => bytes));
  const asked = new Map<string, (typeof files)[number][1]>(files);
  try {
    return await loadVerifiedEngine(async (file) => asked.get(file));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const detail = `Model ${version} cannot be used: ${error.message} ${remedy}`;
    throw new DomainError('invalid-bundle', detail, { issues: error.issues, cause: error });
  }
}
