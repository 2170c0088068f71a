import type { Feature, FeatureValue, Words } from '../profile/profile.ts';
import { reasonWords } from './reason-words.ts';
import type { Reason } from './score.ts';

/** Values of a feature whose words are kept, per direction. */
const mostValues = 128;
/** Longest category that is kept, characters: a profile's are short, what else comes may be anything. */
const longestText = 64;

/**
 * {@link reasonWords} of one feature, which keeps the words of values that come again: categories, whole numbers, none at
 * all. What is measured rarely does. The negative zero has words of its own, which a map would mix up with those of zero.
 */
export function rememberedWords(
  feature: Feature,
  typical: FeatureValue,
): (value: FeatureValue, direction: Reason['direction']) => Words {
  const known = { raises: new Map<FeatureValue, Words>(), lowers: new Map<FeatureValue, Words>() };
  return (value, direction) => {
    if (!comesAgain(value)) return reasonWords(feature, value, typical, direction);
    const words = known[direction].get(value);
    if (words) return words;
    const made = Object.freeze(reasonWords(feature, value, typical, direction));
    if (known[direction].size < mostValues) known[direction].set(value, made);
    return made;
  };
}

function comesAgain(value: FeatureValue): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Object.is(value, -0);
  return value === null || value.length <= longestText;
}
