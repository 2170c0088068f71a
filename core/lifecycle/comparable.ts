import type { Profile } from '../profile/profile.ts';

/**
 * Why two models cannot score the same customers; undefined if they can. They need profiles of one name whose features
 * mean the same: words, plays and money may have changed between their versions.
 */
export function whyNotComparable(a: Profile, b: Profile): string | undefined {
  if (a.name !== b.name) return `One was trained with the profile "${a.name}", the other with "${b.name}".`;
  const kinds = new Map(a.features.map(({ name, kind }) => [name, kind]));
  const odd = b.features.find(({ name, kind }) => kinds.get(name) !== kind);
  const missing = a.features.find(({ name }) => !b.features.some((feature) => feature.name === name));
  const feature = odd ?? missing;
  if (!feature) return undefined;
  return `Their profiles are versions ${a.version} and ${b.version} of "${a.name}", which differ in the feature "${feature.name}".`;
}
