import type { Profile } from '../profile.ts';

/** What the person who asks for a draft already knows; the rest is guessed. */
export interface DraftOptions {
  /** Name of the profile; made fit (lower case, hyphens) if it is not. */
  readonly name: string;
  readonly label?: string | undefined;
  readonly id?: string | undefined;
  readonly money?: string | undefined;
  /** ISO 4217. @default USD */
  readonly currency?: string | undefined;
}

export interface DraftedProfile {
  readonly profile: Profile;
  /** Sentences on what was guessed and why, for the person to check. */
  readonly notes: readonly string[];
}

/** Rows that a draft's figures rest on, at most: enough for shares to a tenth of a percent, small enough for memory. */
export const draftRows = 100_000;
