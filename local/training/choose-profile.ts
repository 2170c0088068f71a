import { basename } from 'node:path';
import type { DraftedProfile, DraftOptions } from '../../core/profile/draft/draft-options.ts';
import { draftProfile } from '../../core/profile/draft-profile.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { openFile } from '../drops/open-source.ts';
import type { HomePaths } from '../home/home-paths.ts';
import { readNamedProfile, readProfileInUse } from '../home/profile-in-use.ts';

/** The profile that a training goes by, and where it comes from. */
export interface ChosenProfile {
  readonly profile: Profile;
  readonly from: 'named' | 'home' | 'drafted';
  /** What a draft guessed, for the person to check. */
  readonly notes: readonly string[];
}

/**
 * The profile for a file: the one that was named, else the home's own, else one drafted from the file.
 *
 * @throws {DomainError} `profile-not-found`, `invalid-profile`, or `unreadable-file` where none can be drafted
 */
export async function chooseProfile(paths: HomePaths, file: string, named: string | undefined): Promise<ChosenProfile> {
  if (named !== undefined) return { profile: await readNamedProfile(named), from: 'named', notes: [] };
  const own = await readProfileInUse(paths);
  if (own) return { profile: own, from: 'home', notes: [] };
  const { profile, notes } = await draftFromFile(file, {});
  return { profile, from: 'drafted', notes };
}

/** Drafts a profile from a file on the disk; its name is the file's unless another is given. */
export async function draftFromFile(
  file: string,
  options: Omit<DraftOptions, 'name'> & { readonly name?: string | undefined },
): Promise<DraftedProfile> {
  const source = await openFile(file);
  const name = options.name ?? basename(file).replace(/(\.(csv|tsv|txt|gz|parquet))+$/i, '');
  return draftProfile(source.bytes, { ...options, name });
}
