import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '../../core/errors.ts';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { writeAtomically } from '../objects/atomic-write.ts';
import { asWriteFailure, systemCode } from '../objects/file-errors.ts';
import type { HomePaths } from './home-paths.ts';

const shippedProfiles = fileURLToPath(new URL('../../data/profiles', import.meta.url));

/**
 * Reads the profile that a person named: one that ships (`streaming`), or a file.
 *
 * @throws {DomainError} `profile-not-found`, `invalid-profile` with the places that are wrong
 */
export async function readNamedProfile(nameOrPath: string): Promise<Profile> {
  const isFile = statSync(nameOrPath, { throwIfNoEntry: false })?.isFile() === true;
  if (/^[a-z0-9][a-z0-9-]*$/.test(nameOrPath) && !isFile) {
    const shipped = join(shippedProfiles, `${nameOrPath}.json`);
    if (existsSync(shipped)) return readProfileFile(shipped);
  }
  return readProfileFile(resolve(nameOrPath));
}

/** Names of the profiles that ship. */
export async function shippedProfileNames(): Promise<string[]> {
  const files = await readdir(shippedProfiles).catch(() => []);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The home's own profile, which training uses unless another is named; undefined before the first training. */
export async function readProfileInUse(paths: HomePaths): Promise<Profile | undefined> {
  return existsSync(paths.profile) ? readProfileFile(paths.profile) : undefined;
}

/** Makes a profile the home's own. @throws {DomainError} `storage-full`, `storage-read-only` */
export async function keepProfileInUse(paths: HomePaths, profile: Profile): Promise<void> {
  await writeWhole(paths.profile, paths.work, `${JSON.stringify(profile, null, 2)}\n`);
}

/** Writes a text file that is seen whole or not at all. @throws {DomainError} `storage-full`, `storage-read-only` */
export async function writeWhole(path: string, beside: string, text: string): Promise<void> {
  async function* content(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  try {
    await writeAtomically(path, beside, content());
  } catch (error) {
    throw asWriteFailure(error, path);
  }
}

async function readProfileFile(path: string): Promise<Profile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw new DomainError('invalid-profile', `${path} cannot be read.`, { cause });
    const names = await shippedProfileNames();
    const detail = `There is no profile ${path}. These ship: ${names.join(', ')}; "mainstay profile FILE --out profile.json" drafts one from a CSV.`;
    throw new DomainError('profile-not-found', detail);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('invalid-profile', `${path} is not JSON: ${cause instanceof Error ? cause.message : ''}`, {
      cause,
    });
  }
  try {
    return parseProfile(document);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError('invalid-profile', `${path}: ${error.message}`, { issues: error.issues, cause: error });
  }
}
