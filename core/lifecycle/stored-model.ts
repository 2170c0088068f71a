import { z } from 'zod';
import { DomainError } from '../errors.ts';
import type { ModelEndpoints, ObjectStore } from '../ports.ts';
import { parseProfile } from '../profile/parse-profile.ts';
import type { Profile } from '../profile/profile.ts';
import { bundleFiles } from '../scoring/bundle.ts';
import { createEngine, type Engine } from '../scoring/engine.ts';
import { isExternalModel } from '../scoring/external/external-format.ts';
import { noEndpoints } from '../scoring/external/no-endpoints.ts';
import { reasonsImageFile } from '../scoring/kernel/reasons/kept-image.ts';
import { type BundleReader, engineFiles, loadBundle, readDocument } from '../scoring/load-bundle.ts';
import type { ScoringModel } from '../scoring/scoring-model.ts';
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
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && isAllOfItsMemory(only)) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function isAllOfItsMemory(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
}

/**
 * Reads a model and makes sure that it computes what its Python original does.
 *
 * @param read - gives the files of the bundle's folder
 * @throws {DomainError} `invalid-bundle`, saying which file is wrong and where
 */
export async function loadVerifiedEngine(read: BundleReader): Promise<Engine> {
  const profile = await readProfile(read);
  const engine = createEngine({ profile, bundle: await loadBundle(read) });
  try {
    verifyBundle(engine);
    return engine;
  } catch (error) {
    if (engine.bundle.reasonsImage?.wasTaken !== true) throw error;
  }
  // It may have been the image for reasons, which can be made again; if it was not, the error comes once more.
  const withoutImage: BundleReader = async (file) => (file === reasonsImageFile ? undefined : read(file));
  const again = createEngine({ profile, bundle: await loadBundle(withoutImage) });
  verifyBundle(again);
  return again;
}

async function readProfile(read: BundleReader): Promise<Profile> {
  return parseProfile(await readDocument(read, bundleProfileFile, z.unknown()));
}

/**
 * The same for a model in an object store; one from elsewhere is made ready to be asked, and not asked yet.
 *
 * @param endpoints - left out, such a model is there to be looked at and cannot score
 * @param remedy - sentence on what to do where the model cannot be used
 * @throws {DomainError} `invalid-bundle`, naming the model
 */
export async function loadStoredModel(
  objects: Pick<ObjectStore, 'read'>,
  version: string,
  remedy: string,
  endpoints: ModelEndpoints = noEndpoints,
): Promise<ScoringModel> {
  // All at once: where a file is a request away, a start waits for one of them and not for five.
  const files = [bundleProfileFile, ...engineFiles].map(
    (file) => [file, readObject(objects, modelKey(version, file))] as const,
  );
  await Promise.allSettled(files.map(([, bytes]) => bytes));
  const asked = new Map<string, (typeof files)[number][1]>(files);
  try {
    const read: BundleReader = async (file) => asked.get(file);
    if (!isExternalModel(await read(bundleFiles.model))) return await loadVerifiedEngine(read);
    const { loadExternalModel } = await import('../scoring/external/load-external-model.ts'); // few homes have any
    return await loadExternalModel(read, await readProfile(read), endpoints);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const detail = `Model ${version} cannot be used: ${error.message} ${remedy}`;
    throw new DomainError('invalid-bundle', detail, { issues: error.issues, cause: error });
  }
}
