import type { Profile } from './profile.ts';

// String.trim takes every Unicode blank, the no-break space among them; zero-width ones are left to be named here.
const zeroWidth = /^[\u200b\u2060\s]+|[\u200b\u2060\s]+$/g;

/** A text without the blanks around it, be they no-break or of no width. */
export function trimText(text: string): string {
  const trimmed = text.trim();
  return trimmed.includes('\u200b') || trimmed.includes('\u2060') ? trimmed.replaceAll(zeroWidth, '') : trimmed;
}

/** Whether a trimmed text stands for "no value": the empty one, and the profile's without regard to case. */
export function missingTest(profile: Pick<Profile, 'missing'>): (trimmed: string) => boolean {
  const texts = new Set(profile.missing.map((text) => text.trim().toLowerCase()));
  const longest = Math.max(0, ...profile.missing.map((text) => text.trim().length));
  return (trimmed) => trimmed === '' || (trimmed.length <= longest && texts.has(trimmed.toLowerCase()));
}
